import type { Initialiser, Scope, Weights } from "./scope.ts";
import * as tf from "./tf.ts";

/** A part of the network, built once: (weights, x) -> y. Nothing is disposed: the caller runs it within a tidy. */
export type Layer<X extends tf.Tensor = tf.Tensor4D, Y extends tf.Tensor = X> = (weights: Weights, x: X) => Y;

export interface ConvOptions {
  readonly kernel?: 1 | 3;
  readonly stride?: 1 | 2;
  /** Starts at zero, so that what it closes begins as the identity (Ho's code). */
  readonly zeroInit?: boolean;
}

/**
 * Convolution with bias, [B,H,W,channelsIn] -> [B,H/stride,W/stride,channelsOut], padded so that stride 1 keeps the size and
 * stride 2 pads below and to the right only, which is diffusers' `downsample_padding = 0`.
 */
export function conv(
  scope: Scope,
  channelsIn: number,
  channelsOut: number,
  options: ConvOptions = {},
): Layer {
  const { kernel = 3, stride = 1, zeroInit = false } = options;
  const init = zeroInit ? { value: 0 } : fanIn(kernel * kernel * channelsIn);
  const weight = scope.parameter<tf.Tensor4D>("weight", [kernel, kernel, channelsIn, channelsOut], init);
  const bias = scope.parameter<tf.Tensor1D>("bias", [channelsOut], init);
  return (weights, x) => tf.add(tf.conv2d(x, weight(weights), stride, "same"), bias(weights));
}

/** x W + b, [N,channelsIn] -> [N,channelsOut]. */
export function linear(scope: Scope, channelsIn: number, channelsOut: number): Layer<tf.Tensor2D> {
  const init = fanIn(channelsIn);
  const weight = scope.parameter<tf.Tensor2D>("weight", [channelsIn, channelsOut], init);
  const bias = scope.parameter<tf.Tensor1D>("bias", [channelsOut], init);
  return (weights, x) => tf.add(tf.matMul(x, weight(weights)), bias(weights));
}

function fanIn(count: number): Initialiser {
  return { bound: 1 / Math.sqrt(count) };
}

/** x sigmoid(x). Hendrycks & Gimpel 2016. */
export function silu<T extends tf.Tensor>(x: T): T {
  return tf.mul(x, tf.sigmoid(x));
}

/** Every pixel twice in both directions, [B,H,W,C] -> [B,2H,2W,C]; the gradient sums over the four copies.
 *
 * Written with concat, because the CPU backend's gradient of `resizeNearestNeighbor` is wrong beyond the first image.
 */
export function upsample(x: tf.Tensor4D): tf.Tensor4D {
  const [B, H, W, C] = x.shape;
  const wide = tf.reshape(tf.concat([x, x], 3), [B, H, 2 * W * C]);
  return tf.reshape(tf.concat([wide, wide], 2), [B, 2 * H, 2 * W, C]);
}
