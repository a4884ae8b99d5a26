import type { ConvolutionShape } from "./convolution.ts";
import { flattened, refuseOddUpsampling } from "./convolution.ts";
import { backwardColumns } from "./convolutionColumns.ts";
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
    tile,
    filter: shape,
    columns: (pixels) => backwardColumns(shape, pixels),
    rows: backwardRows(shape),
    source: { height: shape.outHeight, width: shape.outWidth, channels: shape.channelsOut },
    result: { batch: shape.batch, height: shape.height, width: shape.width, channels: shape.channelsIn },
    weights: "out to in",
    epilogue: { bias: false, perImage: false, addend },
  });
}

function backwardRows({ kernel, stride, upsampled, height, padTop }: ConvolutionShape) {
  if (upsampled) {
    // Both copies of a row, three taps each.
    const count = height;
    return {
      ...{ count, phases: 1, row: "y" },
      steps: /* wgsl */ `for (var step = 0; step < 6; step++)`,
      source: "2 * y + 1 + (step & 1) - (step >> 1u)",
      tap: "u32(step >> 1u)",
    };
  }
  if (stride === 1) {
    return {
      ...{ count: height, phases: 1, row: "y" },
      steps: /* wgsl */ `for (var step = 0; step < ${kernel}; step++)`,
      source: "y + params.padTop - step",
      tap: "u32(step)",
    };
  }
  // Odd and even rows of the padded input meet different taps; each workgroup has rows of one kind.
  return {
    ...{ count: Math.ceil((height + padTop) / 2), phases: 2, row: "2 * y + i32(group.z) - params.padTop" },
    steps: /* wgsl */ `for (var step = i32(group.z); step < ${kernel}; step += 2)`,
    source: "y + (i32(group.z) - step) / 2",
    tap: "u32(step)",
  };
}
