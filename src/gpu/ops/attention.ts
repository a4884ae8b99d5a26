import { at } from "#math/at.ts";
import type * as tf from "#nn/tf.ts";
import { attention } from "#gpu/kernels/attention.ts";
import { attentionKeyGradient, attentionQueryGradient } from "#gpu/kernels/attentionGradient.ts";
import type { AttentionShape } from "#gpu/kernels/attentionShape.ts";
import type { Kernel } from "./kernel.ts";
import { given, runOne } from "./kernel.ts";

/** softmax(q kᵀ / √C) v, [B,N,3C] -> [B,N,C]; its second result are the logarithms that the gradient needs. */
export const attentionOp: Kernel = {
  name: "Attention",
  run: (backend, { qkv }) => {
    const shape = attentionShape(given(qkv));
    const { batch, tokens, channels } = shape;
    const [out, logSums] = [backend.empty([batch, tokens, channels]), backend.empty([batch, tokens])];
    backend.launch(attention(shape), [out, logSums, given(qkv)]);
    return [out, logSums];
  },
  gradient: {
    saves: { inputs: ["qkv"], outputs: [true, true] },
    run: (dy, saved) => ({
      qkv: () =>
        runOne("AttentionGradient", { dy, qkv: at(saved, 0), out: at(saved, 1), logSums: at(saved, 2) }),
    }),
  },
};

/** dy -> dqkv: first what comes back through q, then through k and v. */
export const attentionGradientOp: Kernel = {
  name: "AttentionGradient",
  run: (backend, { dy, qkv, out, logSums }) => {
    const shape = attentionShape(given(qkv));
    const [dqkv, dots] = [backend.empty(given(qkv).shape), backend.empty([shape.batch, shape.tokens])];
    const [dOut, q, sums] = [given(dy), given(qkv), given(logSums)];
    backend.launch(attentionQueryGradient(shape), [dqkv, dots, dOut, given(out), q, sums]);
    backend.launch(attentionKeyGradient(shape), [dqkv, dots, dOut, q, sums]);
    backend.disposeData(dots.dataId);
    return [dqkv];
  },
};

function attentionShape({ shape }: tf.TensorInfo): AttentionShape {
  return { batch: at(shape, 0), tokens: at(shape, 1), channels: at(shape, 2) / 3 };
}
