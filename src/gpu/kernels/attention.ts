import type { AttentionShape } from "./attentionShape.ts";
import { attentionParams, attentionTasks, beginTokens, ROWS } from "./attentionShape.ts";
import type { Lanes } from "./lanes.ts";
import { beginTask } from "./lanes.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { unroll } from "./unroll.ts";
import type { Vector } from "./vector.ts";

/**
 * out = softmax(q kᵀ / √C) v of each image, and beside it log sum_j exp(q_i k_j / √C) for the gradient. Vaswani et al. 2017, Eq. 1.
 *
 * Buffers: out [B,N,C], logSums [B,N], qkv [3,B,N,C].
 */
export function attention(shape: AttentionShape, lanes: Lanes = 64): Launch {
  const { vector, grid, params, room } = attentionTasks(shape, lanes);
  const isWhole = shape.tokens % ROWS === 0;
  return {
    shader: shader({
      name: "attention",
      buffers: {
        out: write(lanes === 1 ? vector.element : "f32"),
        logSums: write("f32"),
        qkv: read(vector.element),
      },
      params: attentionParams,
      workgroupSize: grid.workgroupSize,
      declarations: lanes === 1 ? vector.declarations : tileDeclarations(vector, room),
      body: beginTask(lanes) + beginTokens + (lanes === 1 ? aloneBody(isWhole) : togetherBody(vector, lanes)),
    }),
    params,
    workgroups: grid.workgroups,
  };
}
