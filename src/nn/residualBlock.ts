import { groupNorm } from "./groupNorm.ts";
import { conv, linear } from "./layers.ts";
import type { Scope, Weights } from "./scope.ts";
import type * as tf from "./tf.ts";

export interface ResidualBlockShape {
  readonly channelsIn: number;
  readonly channelsOut: number;
  /** Width of the timestep embedding. */
  readonly embedding: number;
  readonly groups: number;
  readonly zeroInit: boolean;
}

/** `time` is silu(temb). */
export type ResidualBlock = (weights: Weights, x: tf.Tensor4D, time: tf.Tensor2D) => tf.Tensor4D;

/**
 * Two convolutions beside a shortcut, told the timestep by one bias per channel. DDPM appendix B.
 *
 *     x ─┬─ norm1 ─ silu ─ conv1 ─(+)─ norm2 ─ silu ─ conv2 ─(+)─ out
 *        │   silu(temb) ─── dense ──┘                         │
 *        └───────────────── shortcut ─────────────────────────┘
 *
 * @returns (x [B,H,W,channelsIn], silu(temb) [B,embedding]) -> [B,H,W,channelsOut]. The caller disposes inputs and output.
 */
export function residualBlock(scope: Scope, shape: ResidualBlockShape): ResidualBlock {
  const { channelsIn, channelsOut, embedding, groups, zeroInit } = shape;
  const norm1 = groupNorm(scope.child("norm1"), channelsIn, groups, "silu");
  const conv1 = conv(scope.child("conv1"), channelsIn, channelsOut);
  const dense = linear(scope.child("time_emb_proj"), embedding, channelsOut);
  const norm2 = groupNorm(scope.child("norm2"), channelsOut, groups, "silu");
  const conv2 = conv(scope.child("conv2"), channelsOut, channelsOut, { zeroInit });
  const shortcut =
    channelsIn === channelsOut
      ? null
      : conv(scope.child("conv_shortcut"), channelsIn, channelsOut, { kernel: 1 });

  return (weights, x, time) => {
    const h = conv1(weights, norm1(weights, x), { perImage: dense(weights, time) });
    const addend = shortcut ? shortcut(weights, x) : x;
    return conv2(weights, norm2(weights, h), { addend });
  };
}
