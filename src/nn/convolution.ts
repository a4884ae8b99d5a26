import { fused } from "./fused.ts";
import * as tf from "./tf.ts";

export interface ConvolutionInputs {
  /** [B,H,W,channelsIn]. */
  readonly x: tf.Tensor4D;
  /** [k,k,channelsIn,channelsOut]. */
  readonly weight: tf.Tensor4D;
  /** [channelsOut]. */
  readonly bias: tf.Tensor1D;
  /** Added to every pixel of its image, [B,channelsOut]. */
  readonly perImage?: tf.Tensor2D;
  /** Added to the result, which has its shape. */
  readonly addend?: tf.Tensor4D;
}

export interface ConvolutionOptions {
  readonly stride: 1 | 2;
  /** Every pixel of x counts twice in both directions. */
  readonly upsampled: boolean;
}

/**
 * Convolution with bias and whatever is to be added to it, [B,H,W,channelsIn] -> [B,H',W',channelsOut]. Stride 1 keeps the size;
 * stride 2 halves it, padding below and to the right only, which is diffusers' `downsample_padding = 0`.
 */
export function convolve(inputs: ConvolutionInputs, options: ConvolutionOptions): tf.Tensor4D {
  return fused<tf.Tensor4D>("Convolution", { ...inputs }, { ...options }) ?? composed(inputs, options);
}

function composed(inputs: ConvolutionInputs, { stride, upsampled }: ConvolutionOptions): tf.Tensor4D {
  const { x, weight, bias, perImage, addend } = inputs;
  let y = tf.add<tf.Tensor4D>(tf.conv2d(upsampled ? upsample(x) : x, weight, stride, "same"), bias);
  if (perImage) y = tf.add(y, tf.reshape(perImage, [perImage.shape[0], 1, 1, perImage.shape[1]]));
  return addend ? tf.add(y, addend) : y;
}

/**
 * Every pixel twice in both directions, [B,H,W,C] -> [B,2H,2W,C]; the gradient sums over the four copies.
 *
 * Written with concat, because the CPU backend's gradient of `resizeNearestNeighbor` is wrong beyond the first image.
 */
export function upsample(x: tf.Tensor4D): tf.Tensor4D {
  const [B, H, W, C] = x.shape;
  const wide = tf.reshape(tf.concat([x, x], 3), [B, H, 2 * W * C]);
  return tf.reshape(tf.concat([wide, wide], 2), [B, 2 * H, 2 * W, C]);
}
