import { groupNorm } from "./groupNorm.ts";
import { conv, linear, silu } from "./layers.ts";
import type { Scope, Weights } from "./scope.ts";
import * as tf from "./tf.ts";

export interface ResidualBlockShape {
  readonly channelsIn: number;
  readonly channelsOut: number;
  /** Width of temb. */
  readonly embedding: number;
  readonly groups: number;
  readonly zeroInit: boolean;
}

export type ResidualBlock = (weights: Weights, x: tf.Tensor4D, temb: tf.Tensor2D) => tf.Tensor4D;

/**
 * Two convolutions beside a shortcut, told the timestep by one bias per channel. DDPM appendix B.
 *
 *     x ─┬─ norm1 ─ silu ─ conv1 ─(+)─ norm2 ─ silu ─ conv2 ─(+)─ out
 *        │       temb ─ silu ─ dense ┘                        │
 *        └───────────────── shortcut ─────────────────────────┘
 *
 * @returns (x [B,H,W,channelsIn], temb [B,embedding]) -> [B,H,W,channelsOut]. The caller disposes inputs and output.
 */
export function residualBlock(scope: Scope, shape: ResidualBlockShape): ResidualBlock {
  const { channelsIn, channelsOut, embedding, groups, zeroInit } = shape;
  const norm1 = groupNorm(scope.child("norm1"), channelsIn, groups);
  const conv1 = conv(scope.child("conv1"), channelsIn, channelsOut);
  const dense = linear(scope.child("time_emb_proj"), embedding, channelsOut);
  const norm2 = groupNorm(scope.child("norm2"), channelsOut, groups);
  const conv2 = conv(scope.child("conv2"), channelsOut, channelsOut, { zeroInit });
  const shortcut =
    channelsIn === channelsOut
      ? null
      : conv(scope.child("conv_shortcut"), channelsIn, channelsOut, { kernel: 1 });

  return (weights, x, temb) => {
    const time = tf.reshape(dense(weights, silu(temb)), [temb.shape[0], 1, 1, channelsOut]);
    let h = conv1(weights, silu(norm1(weights, x)));
    h = tf.add(h, time);
    h = conv2(weights, silu(norm2(weights, h)));
    return tf.add(h, shortcut ? shortcut(weights, x) : x);
  };
}
