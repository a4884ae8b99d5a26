import type { ConvolutionShape } from "#gpu/kernels/convolution.ts";
import type { Attributes, Shape4 } from "./kernel.ts";

/** Sizes of a convolution of x by a weight, with tfjs' `same` padding: half of what is missing before, an odd one behind. */
export function convolutionShape(x: Shape4, weight: Shape4, attributes: Attributes): ConvolutionShape {
  const { stride, upsampled } = attributes as { readonly stride: 1 | 2; readonly upsampled: boolean };
  const [batch, height, width, channelsIn] = x;
  const [kernel, , , channelsOut] = weight;
  const scale = upsampled ? 2 : 1;
  const [outHeight, outWidth] = [Math.ceil((scale * height) / stride), Math.ceil((scale * width) / stride)];
  const padBefore = (size: number, out: number) =>
    Math.floor(Math.max(0, (out - 1) * stride + kernel - scale * size) / 2);
  return {
    batch,
    height,
    width,
    channelsIn,
    channelsOut,
    outHeight,
    outWidth,
    stride,
    upsampled,
    kernel: kernel as 1 | 3,
    padTop: padBefore(height, outHeight),
    padLeft: padBefore(width, outWidth),
  };
}
