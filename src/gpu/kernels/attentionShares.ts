import type { AttentionShape } from "./attentionShape.ts";
import { rowParams, rowTasks, tileOfProducts } from "./attentionShape.ts";
import type { Lanes } from "./lanes.ts";
import { beginTask, laneMax, laneSum } from "./lanes.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { lines } from "./unroll.ts";

/**
 * How much each token takes from each: P = softmax(q kᵀ / √C), of which out = P v is then the `attentionSum`. Vaswani et al. 2017,
 * Eq. 1.
 *
 * Buffers: shares [B,M,M], qkv [B,N,3C].
 */
export function attentionShares(shape: AttentionShape, wanted: Lanes = 64): Launch {
  const { lanes, tile, vector, row, grid, params, declarations, begin, eachColumn, others } = rowTasks(
    shape,
    wanted,
  );
  return {
    shader: shader({
      name: "attentionShares",
      buffers: { shares: write(row), qkv: read(vector) },
      params: rowParams,
      workgroupSize: grid.workgroupSize,
      declarations: declarations + laneMax(lanes) + laneSum(lanes),
      body: /* wgsl */ `${beginTask(lanes)}${begin}
  ${tile.map((r) => `var top${r} = -1e30; var sum${r} = 0.0;`).join(" ")}
  ${eachColumn} {
    ${others}
    ${tileOfProducts(
      tile,
      { buffer: "qkv", place: (r) => `3u * token${r} * params.vectors` },
      { buffer: "qkv", place: (c) => `(3u * to${c} + 1u) * params.vectors` },
    )}
    let isToken = column(j) < U(params.tokens);
    ${lines(
      tile,
      (r) => /* wgsl */ `
    let score${r} = select(R(-1e30), product${r} * params.scale, isToken);
    top${r} = max(top${r}, largest(score${r}));
    shares[row${r} + j] = score${r};`,
    )}
  }
  ${tile.map((r) => `top${r} = laneMax(top${r}, member);`).join(" ")}
  ${eachColumn} {
    ${lines(
      tile,
      (r) => /* wgsl */ `
    let power${r} = exp(shares[row${r} + j] - top${r});
    sum${r} += total(power${r});
    shares[row${r} + j] = power${r};`,
    )}
  }
  ${tile.map((r) => `sum${r} = laneSum(sum${r}, member);`).join(" ")}
  ${eachColumn} {
    ${tile.map((r) => `shares[row${r} + j] /= sum${r};`).join(" ")}
  }`,
    }),
    params,
    workgroups: grid.workgroups,
  };
}
