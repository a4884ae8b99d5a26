import { at } from "#math/at.ts";
import type * as tf from "#nn/tf.ts";
import type { AttentionShape } from "#gpu/kernels/attentionShape.ts";
import { paddedTokens } from "#gpu/kernels/attentionShape.ts";
import { attentionShares } from "#gpu/kernels/attentionShares.ts";
import { attentionSharesGradient } from "#gpu/kernels/attentionSharesGradient.ts";
import { attentionGradientSums, attentionSum } from "#gpu/kernels/attentionSum.ts";
import type { WebgpuBackend } from "../webgpuBackend.ts";
import type { Kernel } from "./kernel.ts";
import { given, runOne } from "./kernel.ts";

/** softmax(q kᵀ / √C) v, [B,N,3C] -> [B,N,C]; its second result is the softmax, which the gradient needs. */
export const attentionOp: Kernel = {
  name: "Attention",
  run: (backend, { qkv }) => {
    const shape = attentionShape(given(qkv));
    const { lanes } = backend.tiles;
    const [out, shares] = [
      backend.empty([shape.batch, shape.tokens, shape.channels]),
      matrix(backend, shape),
    ];
    backend.launch(attentionShares(shape, lanes), [shares, given(qkv)]);
    backend.launch(attentionSum(shape, lanes), [out, shares, given(qkv)]);
    return [out, shares];
  },
  gradient: {
    saves: { inputs: ["qkv"], outputs: [false, true] },
    run: (dy, saved) => ({
      qkv: () => runOne("AttentionGradient", { dy, qkv: at(saved, 0), shares: at(saved, 1) }),
    }),
  },
};

/** dy -> dqkv. */
export const attentionGradientOp: Kernel = {
  name: "AttentionGradient",
  run: (backend, { dy, qkv, shares }) => {
    const shape = attentionShape(given(qkv));
    const { lanes } = backend.tiles;
    const [dqkv, dScores] = [backend.empty(given(qkv).shape), matrix(backend, shape)];
    backend.launch(attentionSharesGradient(shape, lanes), [dScores, given(shares), given(dy), given(qkv)]);
    const sums = attentionGradientSums(shape, lanes);
    backend.launch(sums, [dqkv, dScores, given(shares), given(qkv), given(dy)]);
    backend.disposeData(dScores.dataId);
    return [dqkv];
  },
};

function attentionShape({ shape }: tf.TensorInfo): AttentionShape {
  return { batch: at(shape, 0), tokens: at(shape, 1), channels: at(shape, 2) / 3 };
}

function matrix(backend: WebgpuBackend, shape: AttentionShape): tf.TensorInfo {
  return backend.empty([shape.batch, paddedTokens(shape), paddedTokens(shape)]);
}
