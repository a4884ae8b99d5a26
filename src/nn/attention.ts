import { convolve } from "./convolution.ts";
import { fused } from "./fused.ts";
import { groupNorm } from "./groupNorm.ts";
import type { Layer, Linear } from "./layers.ts";
import { linearParameters } from "./layers.ts";
import type { Scope } from "./scope.ts";
import * as tf from "./tf.ts";

/**
 * Every pixel looks at every other: x + out(softmax(q kᵀ / √C) v), one head, q, k and v from the normalised x.
 * [B,H,W,C] -> [B,H,W,C]. Vaswani et al. 2017, Eq. 1; DDPM appendix B.
 */
export function attention(scope: Scope, channels: number, groups: number): Layer {
  const norm = groupNorm(scope.child("group_norm"), channels, groups, "none");
  const toQ = linearParameters(scope.child("to_q"), channels, channels);
  const toK = linearParameters(scope.child("to_k"), channels, channels);
  const toV = linearParameters(scope.child("to_v"), channels, channels);
  const toOut = linearParameters(scope.child("to_out.0"), channels, channels);

  return (weights, x) => {
    const [B, H, W, C] = x.shape;
    const pixels = tf.reshape<tf.Rank.R3>(norm(weights, x), [B, H * W, C]);
    const mixed = attend(project(pixels, [toQ(weights), toK(weights), toV(weights)]));
    const { weight, bias } = toOut(weights);
    return convolve(
      { x: tf.reshape(mixed, x.shape), weight: tf.reshape(weight, [1, 1, C, C]), bias, addend: x },
      { stride: 1, upsampled: false },
    );
  };
}

/** q, k and v of every pixel, [B,N,C] -> [3,B,N,C]. */
function project(x: tf.Tensor3D, layers: readonly [Linear, Linear, Linear]): tf.Tensor4D {
  const [q, k, v] = layers;
  const inputs = {
    x,
    weightQ: q.weight,
    weightK: k.weight,
    weightV: v.weight,
    biasQ: q.bias,
    biasK: k.bias,
    biasV: v.bias,
  };
  const [B, N, C] = x.shape;
  const composed = () => {
    const rows = tf.reshape(x, [B * N, C]);
    return tf.stack(layers.map(({ weight, bias }) => tf.add(tf.matMul(rows, weight), bias)));
  };
  return tf.reshape(fused("Projections", inputs) ?? composed(), [3, B, N, C]);
}

/** softmax(q kᵀ / √C) v of each image, [3,B,N,C] -> [B,N,C]. */
function attend(qkv: tf.Tensor4D): tf.Tensor3D {
  const C = qkv.shape[3];
  const composed = () => {
    const [q, k, v] = tf.unstack(qkv) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
    const scores = tf.mul<tf.Tensor3D>(tf.matMul(q, k, false, true), 1 / Math.sqrt(C));
    return tf.matMul<tf.Tensor3D>(tf.softmax(scores), v);
  };
  return fused<tf.Tensor3D>("Attention", { qkv }) ?? composed();
}
