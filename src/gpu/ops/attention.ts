import { at } from "#math/at.ts";
import { attention } from "#gpu/kernels/attention.ts";
import { attentionGradient } from "#gpu/kernels/attentionGradient.ts";
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
    backend.launch(attention(shape, backend.tiles.lanes), [out, logSums, given(qkv)]);
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

function attentionShape([, batch, tokens, channels]: Shape4): AttentionShape {
  return { batch, tokens, channels };
}
