import type { AttentionShape } from "./attentionShape.ts";
import { rowParams, rowTasks, tileOfProducts } from "./attentionShape.ts";
import type { Lanes } from "./lanes.ts";
import { beginTask, laneSum } from "./lanes.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { lines } from "./unroll.ts";

/**
 * Gradient of `attentionShares` by q kᵀ: with dP = dOut vᵀ,
 *
 *     dScores_ij = P_ij (dP_ij - sum_j P_ij dP_ij) / √C
 *
 * of which dq = dScores k and dk = dScoresᵀ q are then the `attentionSum`, as dv = Pᵀ dOut is of P.
 *
 * Buffers: dScores [B,M,M], shares [B,M,M], dOut [B,N,C], qkv [B,N,3C].
 */
export function attentionSharesGradient(shape: AttentionShape, wanted: Lanes = 64): Launch {
  const { lanes, tile, vector, row, grid, params, declarations, begin, eachColumn, others } = rowTasks(
    shape,
    wanted,
  );
  return {
    shader: shader({
      name: "attentionSharesGradient",
      buffers: { dScores: write(row), shares: read(row), dOut: read(vector), qkv: read(vector) },
      params: rowParams,
      workgroupSize: grid.workgroupSize,
      declarations: declarations + laneSum(lanes),
      body: /* wgsl */ `${beginTask(lanes)}${begin}
  ${tile.map((r) => `var along${r} = 0.0;`).join(" ")}
  ${eachColumn} {
    ${others}
    ${tileOfProducts(
      tile,
      { buffer: "dOut", place: (r) => `token${r} * params.vectors` },
      { buffer: "qkv", place: (c) => `(3u * to${c} + 2u) * params.vectors` },
    )}
    ${lines(
      tile,
      (r) => /* wgsl */ `
    along${r} += total(shares[row${r} + j] * product${r});
    dScores[row${r} + j] = product${r};`,
    )}
  }
  ${tile.map((r) => `along${r} = laneSum(along${r}, member);`).join(" ")}
  ${eachColumn} {
    ${lines(
      tile,
      (r) =>
        `dScores[row${r} + j] = shares[row${r} + j] * (dScores[row${r} + j] - along${r}) * params.scale;`,
    )}
  }`,
    }),
    params,
    workgroups: grid.workgroups,
  };
}
