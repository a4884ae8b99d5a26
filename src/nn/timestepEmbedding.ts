import { at } from "#math/at.ts";
import type { Layer } from "./layers.ts";
import { linear, silu } from "./layers.ts";
import type { Scope } from "./scope.ts";
import * as tf from "./tf.ts";

const PERIOD_MAX = 10_000;

/**
 * One row [sin(w_0 t'), sin(w_1 t'), .., cos(w_0 t'), cos(w_1 t'), ..] per timestep, t' = t - 1 and w_i = 10000^(-i / (C/2 - 1)): how the
 * network is told the time. [B,C]. Vaswani et al. 2017; diffusers with `freq_shift` 1 and `flip_sin_to_cos` false.
 *
 * Computed here in float64: shading languages promise sine and cosine within +-pi only.
 */
export function timestepRows(timesteps: ArrayLike<number>, channels: number): Float32Array<ArrayBuffer> {
  const half = channels / 2;
  const rows = new Float32Array(timesteps.length * channels);
  for (let b = 0; b < timesteps.length; b++) {
    for (let i = 0; i < half; i++) {
      const angle = (at(timesteps, b) - 1) * PERIOD_MAX ** (-i / (half - 1));
      rows[b * channels + i] = Math.sin(angle);
      rows[b * channels + half + i] = Math.cos(angle);
    }
  }
  return rows;
}

/** Two linear layers with a SiLU between them, [B,channels] -> [B,embedding]. DDPM appendix B. */
export function timestepEmbedding(scope: Scope, channels: number, embedding: number): Layer<tf.Tensor2D> {
  const linear1 = linear(scope.child("linear_1"), channels, embedding);
  const linear2 = linear(scope.child("linear_2"), embedding, embedding);
  return (weights, rows) => linear2(weights, silu(linear1(weights, rows)));
}

/** `timestepRows` as a tensor, [B,channels]; the caller disposes it. */
export function embedTimesteps(timesteps: ArrayLike<number>, channels: number): tf.Tensor2D {
  return tf.tensor2d(timestepRows(timesteps, channels), [timesteps.length, channels]);
}
