import type { AttentionShape } from "./attentionShape.ts";
import { attentionGrid, attentionParams, four, placeOf, tileOfProducts, TOKENS } from "./attentionShape.ts";
import { range } from "./unroll.ts";
import type { Launch } from "./shader.ts";
import { read, shader, write } from "./shader.ts";

/**
 * out = softmax(q kᵀ / √C) v of each image, and beside it log sum_j exp(q_i k_j / √C) for the gradient. Vaswani et al. 2017, Eq. 1.
 * The scores are never stored: as they come, what has been summed so far is scaled to the largest of them. Milakov & Gimelshein
 * 2018.
 *
 * Buffers: out [B,N,C], logSums [B,N], qkv [B,N,3C].
 */
export function attention(shape: AttentionShape): Launch {
  const grid = attentionGrid(shape);
  const { vector, perThread, begin, declarations, params, workgroupSize, workgroups } = grid;
  const parts = range(perThread);
  return {
    shader: shader({
      name: "attention",
      buffers: { out: write(vector.element), logSums: write("f32"), qkv: read(vector.element) },
      params: attentionParams,
      workgroupSize,
      declarations,
      body: /* wgsl */ `${begin}
  ${four
    .map((r) => `let q${r} = ${placeOf("q", `first + ${r}`)}; let o${r} = ${placeOf("o", `first + ${r}`)};`)
    .join(" ")}
  ${four.map((r) => `var largest${r} = -1e30; var sum${r} = 0.0;`).join(" ")}
  ${four.flatMap((r) => parts.map((c) => `var out${r}_${c} = V();`)).join(" ")}
  for (var j = 0; j < params.tokens; j += ${TOKENS}) {
    ${four.map((c) => `let t${c} = min(j + ${c}, last) * 3 * params.vectors;`).join(" ")}
    ${tileOfProducts("s", { buffer: "qkv", place: (r) => `q${r}` }, { buffer: "qkv", place: (c) => `k + t${c}` })}
    ${four
      .map(
        (r) => /* wgsl */ `
    let s${r} = vec4f(${four.map((c) => `s${r}_${c}`).join(", ")}) * params.scale;
    let p${r} = select(vec4f(-1e30), s${r}, vec4i(j) + vec4i(0, 1, 2, 3) <= vec4i(last));
    let top${r} = max(largest${r}, max(max(p${r}.x, p${r}.y), max(p${r}.z, p${r}.w)));
    let old${r} = exp(largest${r} - top${r});
    let e${r} = exp(p${r} - top${r});
    sum${r} = sum${r} * old${r} + dot(e${r}, vec4f(1));
    largest${r} = top${r};`,
      )
      .join("")}
    ${parts
      .map(
        (c) => /* wgsl */ `
    ${four.map((t) => `let v${c}_${t} = qkv[v + t${t} + min(chunk + ${c}, params.vectors - 1)];`).join(" ")}
    ${four
      .map(
        (r) =>
          `out${r}_${c} = out${r}_${c} * old${r} + e${r}.x * v${c}_0 + e${r}.y * v${c}_1 + e${r}.z * v${c}_2 + e${r}.w * v${c}_3;`,
      )
      .join("\n    ")}`,
      )
      .join("")}
  }
  ${four
    .map(
      (r) => /* wgsl */ `
  if (first + ${r} <= last) {
    if (chunk == 0) { logSums[image * params.tokens + first + ${r}] = largest${r} + log(sum${r}); }
    ${parts.map((c) => `if (chunk + ${c} < params.vectors) { out[o${r} + chunk + ${c}] = out${r}_${c} / sum${r}; }`).join("\n    ")}
  }`,
    )
    .join("")}`,
    }),
    params,
    workgroups,
  };
}
