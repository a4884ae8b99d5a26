import type { AttentionShape } from "./attentionShape.ts";
import { attentionGrid, attentionParams, four, placeOf, tileOfProducts, TOKENS } from "./attentionShape.ts";
import { range } from "./unroll.ts";
import type { Launch } from "./shader.ts";
import { read, shader, update, write } from "./shader.ts";

/*
 * With P = softmax(S), S = q kᵀ / √C, out = P v and D_i = dOut_i out_i:
 *
 *     dS_ij = P_ij (dOut_i v_j - D_i)      dq = dS k / √C      dk = dSᵀ q / √C      dv = Pᵀ dOut
 *
 * P_ij = exp(S_ij - logSums_i) is worked out again from q and k. Dao et al. 2022, appendix B.
 */

/** WGSL: the tiles P and dS of four queries and four keys, of which `isInside` says which count. */
function tileOfScores(isInside: (r: number, c: number) => string): string {
  return /* wgsl */ `
    ${tileOfProducts("s", { buffer: "qkv", place: (r) => `qAt${r}` }, { buffer: "qkv", place: (c) => `kAt${c}` })}
    ${tileOfProducts("g", { buffer: "dOut", place: (r) => `oAt${r}` }, { buffer: "qkv", place: (c) => `vAt${c}` })}
    ${four
      .flatMap((r) =>
        four.map(
          (c) => /* wgsl */ `
    let p${r}_${c} = select(0.0, exp(s${r}_${c} * params.scale - log${r}), ${isInside(r, c)});
    let ds${r}_${c} = p${r}_${c} * (g${r}_${c} - d${r}) * params.scale;`,
        ),
      )
      .join("")}`;
}

/**
 * dq, and D for `attentionKeyGradient`, which must follow.
 *
 * Buffers: dqkv [B,N,3C], of which q's share is written, dots [B,N], dOut, out [B,N,C], qkv [B,N,3C], logSums [B,N].
 */
export function attentionQueryGradient(shape: AttentionShape): Launch {
  const { vector, perThread, begin, declarations, params, workgroupSize, workgroups } = attentionGrid(shape);
  const parts = range(perThread);
  return {
    shader: shader({
      name: "attentionQueryGradient",
      buffers: {
        dqkv: write(vector.element),
        dots: write("f32"),
        dOut: read(vector.element),
        out: read(vector.element),
        qkv: read(vector.element),
        logSums: read("f32"),
      },
      params: attentionParams,
      workgroupSize,
      declarations,
      body: /* wgsl */ `${begin}
  ${four
    .map(
      (r) => /* wgsl */ `
  let qAt${r} = ${placeOf("q", `first + ${r}`)};
  let oAt${r} = ${placeOf("o", `first + ${r}`)};
  let log${r} = logSums[image * params.tokens + min(first + ${r}, last)];
  var d${r} = 0.0;
  for (var w = 0; w < params.vectors; w++) { d${r} += product(dOut[oAt${r} + w], out[oAt${r} + w]); }`,
    )
    .join("")}
  ${four.flatMap((r) => parts.map((c) => `var dq${r}_${c} = V();`)).join(" ")}
  for (var j = 0; j < params.tokens; j += ${TOKENS}) {
    ${four.map((c) => `let kAt${c} = ${placeOf("k", `j + ${c}`)}; let vAt${c} = kAt${c} + params.vectors;`).join(" ")}
    ${tileOfScores((_, c) => `j + ${c} <= last`)}
    ${parts
      .map(
        (c) => /* wgsl */ `
    ${four.map((t) => `let k${c}_${t} = qkv[kAt${t} + min(chunk + ${c}, params.vectors - 1)];`).join(" ")}
    ${four.map((r) => `dq${r}_${c} += ${four.map((t) => `ds${r}_${t} * k${c}_${t}`).join(" + ")};`).join("\n    ")}`,
      )
      .join("")}
  }
  ${four
    .map(
      (r) => /* wgsl */ `
  if (first + ${r} <= last) {
    if (chunk == 0) { dots[image * params.tokens + first + ${r}] = d${r}; }
    ${parts.map((c) => `if (chunk + ${c} < params.vectors) { dqkv[qAt${r} + chunk + ${c}] = dq${r}_${c}; }`).join("\n    ")}
  }`,
    )
    .join("")}`,
    }),
    params,
    workgroups,
  };
}

/**
 * dk and dv, after `attentionQueryGradient`.
 *
 * Buffers: dqkv [B,N,3C], of which k's and v's shares are written, dots [B,N], dOut [B,N,C], qkv [B,N,3C], logSums [B,N].
 */
export function attentionKeyGradient(shape: AttentionShape): Launch {
  const { vector, perThread, begin, declarations, params, workgroupSize, workgroups } = attentionGrid(shape);
  const parts = range(perThread);
  return {
    shader: shader({
      name: "attentionKeyGradient",
      buffers: {
        dqkv: update(vector.element),
        dots: read("f32"),
        dOut: read(vector.element),
        qkv: read(vector.element),
        logSums: read("f32"),
      },
      params: attentionParams,
      workgroupSize,
      declarations,
      body: /* wgsl */ `${begin}
  ${four.map((c) => `let kAt${c} = ${placeOf("k", `first + ${c}`)}; let vAt${c} = kAt${c} + params.vectors;`).join(" ")}
  ${four.flatMap((t) => parts.map((c) => `var dk${t}_${c} = V(); var dv${t}_${c} = V();`)).join(" ")}
  for (var i = 0; i < params.tokens; i += ${TOKENS}) {
    ${four
      .map(
        (r) => /* wgsl */ `
    let qAt${r} = ${placeOf("q", `i + ${r}`)};
    let oAt${r} = ${placeOf("o", `i + ${r}`)};
    let log${r} = logSums[image * params.tokens + min(i + ${r}, last)];
    let d${r} = dots[image * params.tokens + min(i + ${r}, last)];`,
      )
      .join("")}
    ${tileOfScores((r) => `i + ${r} <= last`)}
    ${parts
      .map(
        (c) => /* wgsl */ `
    ${four
      .map(
        (r) =>
          `let q${c}_${r} = qkv[qAt${r} + min(chunk + ${c}, params.vectors - 1)]; let o${c}_${r} = dOut[oAt${r} + min(chunk + ${c}, params.vectors - 1)];`,
      )
      .join("\n    ")}
    ${four
      .map(
        (t) =>
          `dk${t}_${c} += ${four.map((r) => `ds${r}_${t} * q${c}_${r}`).join(" + ")}; dv${t}_${c} += ${four.map((r) => `p${r}_${t} * o${c}_${r}`).join(" + ")};`,
      )
      .join("\n    ")}`,
      )
      .join("")}
  }
  ${four
    .map(
      (t) => /* wgsl */ `
  if (first + ${t} <= last) {
    ${parts.map((c) => `if (chunk + ${c} < params.vectors) { dqkv[kAt${t} + chunk + ${c}] = dk${t}_${c}; dqkv[vAt${t} + chunk + ${c}] = dv${t}_${c}; }`).join("\n    ")}
  }`,
    )
    .join("")}`,
    }),
    params,
    workgroups,
  };
}
