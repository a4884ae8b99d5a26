import { convolve } from "./convolution.ts";
import { fused } from "./fused.ts";
import { groupNorm } from "./groupNorm.ts";
import type { Layer } from "./layers.ts";
import { linear, linearParameters } from "./layers.ts";
import type { Scope } from "./scope.ts";
import * as tf from "./tf.ts";

/**
 * Every pixel looks at every other: x + out(softmax(q kᵀ / √C) v), one head, q, k and v from the normalised x.
 * [B,H,W,C] -> [B,H,W,C]. Vaswani et al. 2017, Eq. 1; DDPM appendix B.
 */
export function attention(scope: Scope, channels: number, groups: number): Layer {
  const norm = groupNorm(scope.child("group_norm"), channels, groups, "none");
  const toQkv = linear(scope.child("to_q", "to_k", "to_v"), channels, 3 * channels);
  const toOut = linearParameters(scope.child("to_out.0"), channels, channels);

  return (weights, x) => {
    const [B, H, W, C] = x.shape;
    const pixels = tf.reshape<tf.Rank.R2>(norm(weights, x), [B * H * W, C]);
    const mixed = attend(tf.reshape(toQkv(weights, pixels), [B, H * W, 3 * C]));
    const { weight, bias } = toOut(weights);
    return convolve(
      { x: tf.reshape(mixed, x.shape), weight: tf.reshape(weight, [1, 1, C, C]), bias, addend: x },
      { stride: 1, upsampled: false },
    );
  };
}

/** softmax(q kᵀ / √C) v of each image, from q, k and v side by side: [B,N,3C] -> [B,N,C]. */
function attend(qkv: tf.Tensor3D): tf.Tensor3D {
  return fused<tf.Tensor3D>("Attention", { qkv }) ?? composed(qkv);
}

function composed(qkv: tf.Tensor3D): tf.Tensor3D {
  const [B, N, channels] = qkv.shape;
  const C = channels / 3;
  const [q, k, v] = [0, 1, 2].map((i) => tf.slice(qkv, [0, 0, i * C], [B, N, C])) as Three<tf.Tensor3D>;
  const scores = tf.mul<tf.Tensor3D>(tf.matMul(q, k, false, true), 1 / Math.sqrt(C));
  return tf.matMul<tf.Tensor3D>(tf.softmax(scores), v);
}

type Three<T> = [T, T, T];
