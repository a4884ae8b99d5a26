import type { ConvolutionShape } from "./convolution.ts";
import { flattened, refuseOddUpsampling } from "./convolution.ts";
import { backwardColumns } from "./convolutionColumns.ts";
import type { GatheredSums, Rows } from "./convolutionRegisters.ts";
import { registerConvolution } from "./convolutionRegisters.ts";
import type { Tile } from "./convolutionTile.ts";
import { tiledInputGradient } from "./convolutionTiled.ts";
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
  if (tile.kind === "workgroup") return tiledInputGradient(shape, addend);
  const sums: GatheredSums = {
    name: "convolutionInputGradient",
    kernel: shape.kernel,
    padTop: shape.padTop,
    padLeft: shape.padLeft,
    columns: (pixels) => backwardColumns(shape, pixels),
    rows: backwardRows(shape),
    source: { height: shape.outHeight, width: shape.outWidth, channels: shape.channelsOut },
    result: {
      batch: shape.batch,
      height: shape.height,
      width: shape.width,
      channels: shape.channelsIn,
    },
    direction: "backward",
    epilogue: { bias: false, perImage: false, addend },
  };
  return registerConvolution(sums, tile);
}

function backwardRows({ kernel, stride, upsampled, height, padTop }: ConvolutionShape): Rows {
  const all = { count: height, phases: 1, row: "y" } as const;
  if (upsampled) {
    // Both copies of a row, three taps each.
    return {
      ...all,
      steps: "for (var step = 0; step < 6; step++)",
      source: "2 * y + params.padTop + (step & 1) - (step >> 1u)",
      tap: "(step >> 1u)",
    };
  }
  if (stride === 1) {
    const steps = `for (var step = 0; step < ${kernel}; step++)`;
    return { ...all, steps, source: "y + params.padTop - step", tap: "step" };
  }
  // Odd and even rows of the padded input meet different taps.
  return {
    count: Math.ceil((height + padTop) / 2),
    phases: 2,
    row: "2 * y + phase - params.padTop",
    steps: `for (var step = phase; step < ${kernel}; step += 2)`,
    source: "y + (phase - step) / 2",
    tap: "step",
  };
}
