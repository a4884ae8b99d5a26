import * as tf from "./tf.ts";

/** One step of an exponential moving average: decay old + (1 - decay) fresh, [N]. The caller disposes old and new. */
export function average(old: tf.Tensor1D, fresh: tf.Tensor1D, decay: number): tf.Tensor1D {
  return tf.tidy(() => tf.add(tf.mul(old, decay), tf.mul(fresh, 1 - decay)));
}

/**
 * The decay of the averaged weights at a step counted from 1. Without this warm-up they would be the initial noise for the
 * first 1 / (1 - decay) steps. As TensorFlow's `ExponentialMovingAverage` with `num_updates`.
 */
export function warmedUpDecay(decay: number, step: number): number {
  return Math.min(decay, (1 + step) / (10 + step));
}
