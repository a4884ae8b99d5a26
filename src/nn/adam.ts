import { average } from "./ema.ts";
import * as tf from "./tf.ts";

/** Epsilon is stated, because tfjs' own default depends on the backend. */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/** Running means of the gradient and of its square over all parameters, and the weights themselves; [N] each. */
export type AdamState = {
  readonly weights: tf.Tensor1D;
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
};

/**
 * One step of Adam on flat vectors: w - learningRate m̂ / (√v̂ + eps). Kingma & Ba 2015, Algorithm 1.
 *
 * @param step counts from 1.
 * @returns new vectors; the caller disposes the old ones.
 */
export function adam(
  { weights, mean, variance }: AdamState,
  gradient: tf.Tensor1D,
  learningRate: number,
  step: number,
): AdamState {
  return tf.tidy(() => {
    const m = average(mean, gradient, ADAM.beta1);
    const v = average(variance, tf.square(gradient), ADAM.beta2);
    const spread = tf.add(tf.mul(tf.sqrt(v), 1 / Math.sqrt(1 - ADAM.beta2 ** step)), ADAM.epsilon);
    const move = tf.mul(tf.div(m, spread), learningRate / (1 - ADAM.beta1 ** step));
    return { weights: tf.sub<tf.Tensor1D>(weights, move), mean: m, variance: v };
  });
}

/** The learning rate of a step counted from 1: it rises linearly over the first `warmupSteps`. */
export function warmedUp(learningRate: number, step: number, warmupSteps: number): number {
  return step < warmupSteps ? (learningRate * step) / warmupSteps : learningRate;
}
