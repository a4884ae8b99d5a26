import type { ConvolutionShape } from "./convolution.ts";
import { flattened, refuseOddUpsampling } from "./convolution.ts";
import { backwardColumns } from "./convolutionColumns.ts";
import type { Rows } from "./convolutionRegisters.ts";
import { registerConvolution } from "./convolutionRegisters.ts";
import type { Tile } from "./convolutionTile.ts";
import type { Launch } from "./shader.ts";

/**
 * Gradient of a convolution by its input: every dx collects the dy that it had a part in, times the weight of that part.
 * Buffers: dx [B,H,W,Ci], dy [B,Ho,Wo,Co], weight [k,k,Ci,Co], [addend [B,H,W,Ci]].
 *
 * @throws {RangeError} as `convolution` does.
 */
export function convolutionInputGradient(
  given: ConvolutionShape,
  { addend }: { readonly addend: boolean },
  tile: Tile,
): Launch {
  refuseOddUpsampling(given);
  const shape = flattened(given);
  return registerConvolution({
    name: "convolutionInputGradient",
    ...{ tile, kernel: shape.kernel, direction: "backward" },
    ...{ padTop: shape.padTop, padLeft: shape.padLeft },
    columns: (pixels) => backwardColumns(shape, pixels),
    rows: backwardRows(shape),
    source: { height: shape.outHeight, width: shape.outWidth, channels: shape.channelsOut },
    result: {
      ...{ batch: shape.batch, height: shape.height, width: shape.width },
      channels: shape.channelsIn,
    },
    epilogue: { bias: false, perImage: false, addend },
  });
}

function backwardRows({ kernel, stride, upsampled }: ConvolutionShape): Rows {
  // Both copies of a row, three taps each.
  if (upsampled) return { steps: 6, source: "2 * y + 1 + (step & 1) - (step >> 1u)", tap: "step >> 1u" };
  const met = "y + params.padTop - step";
  if (stride === 1) return { steps: kernel, source: met, tap: "step" };
  return { steps: kernel, source: `(${met}) >> 1u`, tap: "step", meets: `((${met}) & 1) == 0` };
}
