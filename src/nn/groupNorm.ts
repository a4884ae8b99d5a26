import { at } from "#math/at.ts";
import { fused } from "./fused.ts";
import type { Layer } from "./layers.ts";
import { silu } from "./layers.ts";
import type { Scope } from "./scope.ts";
import * as tf from "./tf.ts";

/** diffusers' `norm_eps` in DDPM settings. */
const EPSILON = 1e-6;

/** What follows the norm. */
export type Activation = "silu" | "none";

/**
 * Normalises each group of channels of each image to mean 0 and variance 1, then scales and shifts each channel; then SiLU,
 * where it is asked for. [B,H,W,C] -> [B,H,W,C]. Wu & He 2018.
 */
export function groupNorm(scope: Scope, channels: number, groups: number, activation: Activation): Layer {
  const weight = scope.parameter<tf.Tensor1D>("weight", [channels], { value: 1 });
  const bias = scope.parameter<tf.Tensor1D>("bias", [channels], { value: 0 });
  return (weights, x) => {
    const [gamma, beta] = [weight(weights), bias(weights)];
    const attributes = { groups, epsilon: EPSILON, silu: activation === "silu" };
    const y = fused<tf.Tensor4D>("GroupNorm", { x, gamma, beta }, attributes);
    if (y) return y;
    const [B, H, W, C] = x.shape;
    const grouped = tf.reshape<tf.Rank.R4>(x, [B, H * W, groups, C / groups]);
    const normal = tf.reshape<tf.Rank.R4>(normalise(grouped), x.shape);
    const scaled = tf.add<tf.Tensor4D>(tf.mul(normal, gamma), beta);
    return activation === "silu" ? silu(scaled) : scaled;
  };
}

/**
 * y = (x - mean) / sqrt(variance + eps) over axes 1 and 3, with its gradient in closed form,
 *
 *     dL/dx = (dL/dy - mean(dL/dy) - y mean(dL/dy y)) / sqrt(variance + eps):
 *
 * left to itself, tfjs would differentiate twenty small ops and upload a tensor of ones for each mean.
 */
const normalise = tf.withGradient((x: tf.Tensor4D, save) => {
  const centred = tf.sub(x, groupMean(x));
  const scale = tf.rsqrt(tf.add(groupMean(tf.square(centred)), EPSILON));
  const y = tf.mul<tf.Tensor4D>(centred, scale);
  save([y, scale]);
  return {
    value: y,
    gradFunc: (dy, saved) => {
      const [y, scale] = [at(saved, 0), at(saved, 1)];
      const along = tf.mul(y, groupMean(tf.mul(dy, y)));
      return tf.mul<tf.Tensor4D>(tf.sub(tf.sub(dy, groupMean(dy)), along), scale);
    },
  };
});

function groupMean(x: tf.Tensor): tf.Tensor4D {
  return tf.mean(x, [1, 3], true);
}
