import { groupNorm } from "./groupNorm.ts";
import type { Layer } from "./layers.ts";
import { linear } from "./layers.ts";
import type { Scope } from "./scope.ts";
import * as tf from "./tf.ts";

/**
 * Every pixel looks at every other: x + out(softmax(q kᵀ / √C) v), one head, q, k and v from the normalised x.
 * [B,H,W,C] -> [B,H,W,C]. Vaswani et al. 2017, Eq. 1; DDPM appendix B.
 */
export function attention(scope: Scope, channels: number, groups: number): Layer {
  const norm = groupNorm(scope.child("group_norm"), channels, groups);
  const toQ = linear(scope.child("to_q"), channels, channels);
  const toK = linear(scope.child("to_k"), channels, channels);
  const toV = linear(scope.child("to_v"), channels, channels);
  const toOut = linear(scope.child("to_out.0"), channels, channels);

  return (weights, x) => {
    const [B, H, W, C] = x.shape;
    const pixels = tf.reshape<tf.Rank.R2>(norm(weights, x), [B * H * W, C]);
    const perImage = (rows: tf.Tensor2D) => tf.reshape<tf.Rank.R3>(rows, [B, H * W, C]);
    const q = perImage(toQ(weights, pixels));
    const k = perImage(toK(weights, pixels));
    const v = perImage(toV(weights, pixels));
    const scores = tf.mul<tf.Tensor3D>(tf.matMul(q, k, false, true), 1 / Math.sqrt(C));
    const mixed = tf.matMul(tf.softmax(scores), v);
    const out = toOut(weights, tf.reshape(mixed, [B * H * W, C]));
    return tf.add(x, tf.reshape(out, x.shape));
  };
}
