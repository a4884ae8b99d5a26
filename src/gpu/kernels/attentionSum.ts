import type { AttentionShape } from "./attentionShape.ts";
import { paddedTokens } from "./attentionShape.ts";
import type { Lanes } from "./lanes.ts";
import type { Launch, ParamType } from "./shader.ts";
import { read, shader, update, write } from "./shader.ts";
import { component, lines, range } from "./unroll.ts";
import { vectorOf } from "./vector.ts";

/** Where the vectors [N,C] of an image lie: by themselves, or as one of the three that lie side by side. */
export type Place = keyof typeof places;

const places = {
  alone: { stride: 1, part: 0 },
  q: { stride: 3, part: 0 },
  k: { stride: 3, part: 1 },
  v: { stride: 3, part: 2 },
} as const;

export interface AttentionSumOptions {
  readonly source: Place;
  readonly result: Place;
  /** Each result takes a column of the matrix, not a row. */
  readonly transposed: boolean;
  /** Others have written their part of the result before. */
  readonly joins: boolean;
}

const params = {
  tasks: "u32",
  chunks: "u32",
  tiles: "u32",
  tokens: "u32",
  columns: "u32",
  vectors: "u32",
  sourceStride: "u32",
  sourcePart: "u32",
  resultStride: "u32",
  resultPart: "u32",
} as const satisfies Record<string, ParamType>;

/** Tokens by vectors of channels that a thread computes at most: in software many, as loading is dear. */
const alone = { tokens: 8, vectors: 2, threads: 16 };
const together = { tokens: 4, vectors: 1, threads: 64 };
const DIMENSION_MAX = 65535;

/**
 * Sums over the tokens of each image: result_i = sum_j matrix_ij source_j, or, transposed, result_j = sum_i matrix_ij source_i.
 *
 * Buffers: result, matrix [B,M,M], source; both as their places say in [B,N,C] or [B,N,3C].
 */
export function attentionSum(shape: AttentionShape, options: AttentionSumOptions, lanes: Lanes = 64): Launch {
  const { batch, tokens, channels } = shape;
  const { transposed, joins } = options;
  const size = lanes === 1 ? alone : together;
  const { width, element } = vectorOf(channels);
  const vectors = channels / width;
  const chunks = Math.ceil(vectors / size.vectors);
  const tiles = Math.ceil(tokens / size.tokens);
  const tasks = batch * tiles * chunks;
  const workgroups = Math.ceil(tasks / size.threads);
  const [source, result] = [places[options.source], places[options.result]];
  const [R, C] = [range(size.tokens), range(Math.min(size.vectors, vectors))];
  const eachSum = (line: (r: number, c: number) => string) =>
    R.flatMap((r) => C.map((c) => line(r, c))).join(" ");
  const loads = C.map((c) => `let from${c} = source[at + channel${c}];`).join(" ");
  return {
    shader: shader({
      name: transposed ? "attentionColumnSum" : "attentionRowSum",
      buffers: {
        result: joins ? update(element) : write(element),
        matrix: read("vec4<f32>"),
        source: read(element),
      },
      params,
      workgroupSize: [size.threads, 1, 1],
      declarations: `alias V = ${element};`,
      body: /* wgsl */ `
  let task = id.x + id.y * groups.x * ${size.threads}u;
  if (task >= params.tasks) { return; }
  let chunk = task % params.chunks * ${C.length}u;
  let first = task / params.chunks % params.tiles * ${size.tokens}u;
  let image = task / (params.chunks * params.tiles);
  let firstRow = image * params.columns * 4u;
  ${C.map((c) => `let channel${c} = params.sourcePart + min(chunk + ${c}u, params.vectors - 1u);`).join(" ")}
  ${eachSum((r, c) => `var sum${r}_${c} = V();`)}
  ${
    transposed
      ? /* wgsl */ `
  for (var i = 0u; i < params.tokens; i++) {
    let row = (firstRow + i) * params.columns;
    ${range(size.tokens / 4)
      .map((q) => `let share${q} = matrix[row + min(first / 4u + ${q}u, params.columns - 1u)];`)
      .join(" ")}
    let at = (image * params.tokens + i) * params.sourceStride;
    ${loads}
    ${eachSum((r, c) => `sum${r}_${c} += ${component(`share${Math.floor(r / 4)}`, 4, r % 4)} * from${c};`)}
  }`
      : /* wgsl */ `
  ${R.map((r) => `let row${r} = (firstRow + min(first + ${r}u, params.tokens - 1u)) * params.columns;`).join(" ")}
  for (var j = 0u; j < params.columns; j++) {
    ${R.map((r) => `let share${r} = matrix[row${r} + j];`).join(" ")}
    ${lines(
      range(4),
      (k) => /* wgsl */ `
    {
      let at = (image * params.tokens + min(4u * j + ${k}u, params.tokens - 1u)) * params.sourceStride;
      ${loads}
      ${eachSum((r, c) => `sum${r}_${c} += ${component(`share${r}`, 4, k)} * from${c};`)}
    }`,
    )}
  }`
  }
  ${lines(
    R,
    (r) => /* wgsl */ `
  if (first + ${r}u < params.tokens) {
    let at = (image * params.tokens + first + ${r}u) * params.resultStride + params.resultPart + chunk;
    ${C.map((c) => `if (chunk + ${c}u < params.vectors) { result[at + ${c}u] = sum${r}_${c}; }`).join(" ")}
  }`,
  )}`,
    }),
    params: {
      tasks,
      chunks,
      tiles,
      tokens,
      columns: paddedTokens(shape) / 4,
      vectors,
      sourceStride: source.stride * vectors,
      sourcePart: source.part * vectors,
      resultStride: result.stride * vectors,
      resultPart: result.part * vectors,
    },
    workgroups: [Math.min(workgroups, DIMENSION_MAX), Math.ceil(workgroups / DIMENSION_MAX), 1],
  };
}
