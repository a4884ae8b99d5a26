import { at } from "#math/at.ts";
import { attention } from "#gpu/kernels/attention.ts";
import { attentionKeyGradient, attentionQueryGradient } from "#gpu/kernels/attentionGradient.ts";
import type { AttentionShape } from "#gpu/kernels/attentionShape.ts";
import type { Kernel, Shape4 } from "./kernel.ts";
import { at4, given, runOne } from "./kernel.ts";

/** softmax(q kᵀ / √C) v, [3,B,N,C] -> [B,N,C]; its second result are the logarithms that the gradient needs. */
export const attentionOp: Kernel = {
  name: "Attention",
  run: (backend, { qkv }) => {
    const shape = attentionShape(at4(qkv));
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
    const shape = attentionShape(at4(qkv));
    const [dqkv, dots] = [backend.empty(at4(qkv)), backend.empty([shape.batch, shape.tokens])];
    const [dOut, q, sums] = [given(dy), given(qkv), given(logSums)];
    backend.launch(attentionQueryGradient(shape), [dqkv, dots, dOut, given(out), q, sums]);
    backend.launch(attentionKeyGradient(shape), [dqkv, dots, dOut, q, sums]);
    backend.disposeData(dots.dataId);
    return [dqkv];
  },
};

function attentionShape([, batch, tokens, channels]: Shape4): AttentionShape {
  return { batch, tokens, channels };
}
