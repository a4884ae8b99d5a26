import { forwardColumns } from "./convolutionColumns.ts";
import type { Epilogue, GatheredSums } from "./convolutionRegisters.ts";
import { registerConvolution } from "./convolutionRegisters.ts";
import type { Tile } from "./convolutionTile.ts";
import { tiledConvolution } from "./convolutionTiled.ts";
import type { Launch } from "./shader.ts";

/** Sizes of y = x * weight + bias; x [B,H,W,Ci], weight [k,k,Ci,Co], y [B,Ho,Wo,Co]. */
export interface ConvolutionShape {
  readonly batch: number;
  /** Of x as it is stored. */
  readonly height: number;
  readonly width: number;
  readonly channelsIn: number;
  readonly channelsOut: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly kernel: 1 | 3;
  readonly stride: 1 | 2;
  readonly padTop: number;
  readonly padLeft: number;
  /** x is read as if every pixel were doubled in both directions. */
  readonly upsampled: boolean;
}

/**
 * Convolution with everything that is added to it. Buffers: y [B,Ho,Wo,Co], x, weight, [bias [Co]], [perImage [B,Co]],
 * [addend [B,Ho,Wo,Co]].
 *
 * With kernel 1 it is the product of x [B H W, Ci] and weight [Ci, Co].
 *
 * @throws {RangeError} for an upsampled convolution of another kind than 3x3, stride 1 and padding 1.
 */
export function convolution(given: ConvolutionShape, epilogue: Epilogue, tile: Tile): Launch {
  refuseOddUpsampling(given);
  const shape = epilogue.perImage ? given : flattened(given);
  if (tile.kind === "workgroup") return tiledConvolution(shape, epilogue);
  const { kernel, stride, upsampled } = shape;
  const sums: GatheredSums = {
    name: "convolution",
    kernel,
    padTop: shape.padTop,
    padLeft: shape.padLeft,
    epilogue,
    columns: (pixels) => forwardColumns(shape, pixels),
    rows: {
      count: shape.outHeight,
      phases: 1,
      steps: `for (var step = 0; step < ${kernel}; step++)`,
      source: upsampled ? "(y + step - params.padTop) >> 1u" : `y * ${stride} + step - params.padTop`,
      tap: "step",
      row: "y",
    },
    source: { height: shape.height, width: shape.width, channels: shape.channelsIn },
    result: {
      batch: shape.batch,
      height: shape.outHeight,
      width: shape.outWidth,
      channels: shape.channelsOut,
    },
    direction: "forward",
  };
  return registerConvolution(sums, tile);
}

/** A product knows no images: all pixels in one row, so that tiles are full whatever the width is. */
export function flattened(shape: ConvolutionShape): ConvolutionShape {
  if (shape.kernel !== 1 || shape.stride !== 1 || shape.upsampled) return shape;
  const width = shape.batch * shape.height * shape.width;
  return { ...shape, batch: 1, height: 1, outHeight: 1, width, outWidth: width };
}

export function refuseOddUpsampling({ upsampled, kernel, stride, padTop, padLeft }: ConvolutionShape): void {
  if (upsampled && (kernel !== 3 || stride !== 1 || padTop !== 1 || padLeft !== 1)) {
    throw new RangeError(
      `an upsampled convolution with kernel ${kernel}, stride ${stride}, padding ${padTop}, ${padLeft}: only 3, 1, 1, 1 is there`,
    );
  }
}
