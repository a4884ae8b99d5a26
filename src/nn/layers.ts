import type { ConvolutionInputs } from "./convolution.ts";
import { convolve } from "./convolution.ts";
import { fused } from "./fused.ts";
import type { Initialiser, Scope, Weights } from "./scope.ts";
import * as tf from "./tf.ts";

/** A part of the network, built once: (weights, x) -> y. Nothing is disposed: the caller runs it within a tidy. */
export type Layer<X extends tf.Tensor = tf.Tensor4D, Y extends tf.Tensor = X> = (weights: Weights, x: X) => Y;

/** A convolution, which can take in what is to be added to its result. */
export type Conv = (
  weights: Weights,
  x: tf.Tensor4D,
  added?: Pick<ConvolutionInputs, "perImage" | "addend">,
) => tf.Tensor4D;

export interface ConvOptions {
  readonly kernel?: 1 | 3;
  readonly stride?: 1 | 2;
  /** x is taken at twice its resolution. */
  readonly upsampled?: boolean;
  /** Starts at zero, so that what it closes begins as the identity (Ho's code). */
  readonly zeroInit?: boolean;
}

/** A convolution with weight and bias of its own; see `convolve`. */
export function conv(scope: Scope, channelsIn: number, channelsOut: number, options: ConvOptions = {}): Conv {
  const { kernel = 3, stride = 1, upsampled = false, zeroInit = false } = options;
  const init = zeroInit ? { value: 0 } : fanIn(kernel * kernel * channelsIn);
  const weight = scope.parameter<tf.Tensor4D>("weight", [kernel, kernel, channelsIn, channelsOut], init);
  const bias = scope.parameter<tf.Tensor1D>("bias", [channelsOut], init);
  return (weights, x, added) =>
    convolve({ x, weight: weight(weights), bias: bias(weights), ...added }, { stride, upsampled });
}

/** Weight and bias of a linear layer. */
export interface Linear {
  readonly weight: tf.Tensor2D;
  readonly bias: tf.Tensor1D;
}

/** Declares the parameters of a linear layer. */
export function linearParameters(
  scope: Scope,
  channelsIn: number,
  channelsOut: number,
): (weights: Weights) => Linear {
  const init = fanIn(channelsIn);
  const weight = scope.parameter<tf.Tensor2D>("weight", [channelsIn, channelsOut], init);
  const bias = scope.parameter<tf.Tensor1D>("bias", [channelsOut], init);
  return (weights) => ({ weight: weight(weights), bias: bias(weights) });
}

/** x W + b, [N,channelsIn] -> [N,channelsOut]. */
export function linear(scope: Scope, channelsIn: number, channelsOut: number): Layer<tf.Tensor2D> {
  const parameters = linearParameters(scope, channelsIn, channelsOut);
  return (weights, x) => {
    const { weight, bias } = parameters(weights);
    const inputs = {
      x: tf.reshape(x, [x.shape[0], 1, 1, channelsIn]),
      weight: tf.reshape(weight, [1, 1, channelsIn, channelsOut]),
      bias,
    };
    const y = fused("Convolution", inputs, { stride: 1, upsampled: false });
    return y ? tf.reshape(y, [x.shape[0], channelsOut]) : tf.add(tf.matMul(x, weight), bias);
  };
}

/** A row of its own for each of `count` classes, [B] -> [B,width]. They begin uniform, with the variance of PyTorch's: 1. */
export function embedding(
  scope: Scope,
  count: number,
  width: number,
): (weights: Weights, labels: tf.Tensor1D) => tf.Tensor2D {
  const table = scope.parameter<tf.Tensor2D>("weight", [count, width], { bound: Math.sqrt(3) });
  return (weights, labels) =>
    fused<tf.Tensor2D>("Embedding", { table: table(weights), labels }) ??
    tf.matMul(tf.oneHot(labels, count) as tf.Tensor2D, table(weights));
}

function fanIn(count: number): Initialiser {
  return { bound: 1 / Math.sqrt(count) };
}

/** x sigmoid(x). Hendrycks & Gimpel 2016. */
export function silu<T extends tf.Tensor>(x: T): T {
  return fused<T>("Silu", { x }) ?? tf.mul(x, tf.sigmoid(x));
}

/** Channels of a, then channels of b: [B,H,W,A] and [B,H,W,C] -> [B,H,W,A+C]. */
export function concatChannels(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
  return fused<tf.Tensor4D>("ConcatChannels", { a, b }) ?? tf.concat([a, b], 3);
}
