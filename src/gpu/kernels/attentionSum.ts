import type { AttentionShape } from "./attentionShape.ts";
import { paddedTokens } from "./attentionShape.ts";
import { workgroupGrid } from "./grid.ts";
import type { Lanes } from "./lanes.ts";
import type { Launch, ParamType } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { component, lines, range } from "./unroll.ts";
import { vectorOf } from "./vector.ts";

/** Where the vectors [N,C] of an image lie: by themselves, or as one of the three that lie side by side. */
type Place = keyof typeof places;

const places = {
  alone: { stride: 1, part: 0 },
  q: { stride: 3, part: 0 },
  k: { stride: 3, part: 1 },
  v: { stride: 3, part: 2 },
} as const;

const params = {
  tasks: "u32",
  chunks: "u32",
  tiles: "u32",
  tokens: "u32",
  columns: "u32",
  vectors: "u32",
} as const satisfies Record<string, ParamType>;

/** Tokens by vectors of channels that a thread computes at most: in software many, as loading is dear. */
const alone = { tokens: 8, vectors: 2, threads: 16 };
const together = { tokens: 4, vectors: 1, threads: 64 };

/**
 * out_i = sum_j shares_ij v_j of each image.
 *
 * Buffers: out [B,N,C], shares [B,M,M], qkv [B,N,3C].
 */
export function attentionSum(shape: AttentionShape, lanes: Lanes = 64): Launch {
  const { element, grid, begin, sum } = sums(shape, lanes, 1);
  return {
    shader: shader({
      name: "attentionSum",
      buffers: { out: write(element), shares: read("vec4<f32>"), qkv: read(element) },
      params,
      workgroupSize: grid.workgroupSize,
      declarations: `alias V = ${element};`,
      body:
        begin + sum({ transposed: false, result: ["out", "alone"], matrix: "shares", source: ["qkv", "v"] }),
    }),
    params: grid.params,
    workgroups: grid.workgroups,
  };
}

/**
 * The three sums of attention's gradient at once, a third of the threads each: dq_i = sum_j dScores_ij k_j,
 * dk_j = sum_i dScores_ij q_i and dv_j = sum_i shares_ij dOut_i.
 *
 * Buffers: dqkv [B,N,3C], dScores, shares [B,M,M], qkv [B,N,3C], dOut [B,N,C].
 */
export function attentionGradientSums(shape: AttentionShape, lanes: Lanes = 64): Launch {
  const { element, grid, begin, sum } = sums(shape, lanes, 3);
  const dq = sum({ transposed: false, result: ["dqkv", "q"], matrix: "dScores", source: ["qkv", "k"] });
  const dk = sum({ transposed: true, result: ["dqkv", "k"], matrix: "dScores", source: ["qkv", "q"] });
  const dv = sum({ transposed: true, result: ["dqkv", "v"], matrix: "shares", source: ["dOut", "alone"] });
  return {
    shader: shader({
      name: "attentionGradientSums",
      buffers: {
        dqkv: write(element),
        dScores: read("vec4<f32>"),
        shares: read("vec4<f32>"),
        qkv: read(element),
        dOut: read(element),
      },
      params,
      workgroupSize: grid.workgroupSize,
      declarations: `alias V = ${element};`,
      body: `${begin}
  if (which == 0u) {${dq}
  } else if (which == 1u) {${dk}
  } else {${dv}
  }`,
    }),
    params: grid.params,
    workgroups: grid.workgroups,
  };
}

/** result_i = sum_j matrix_ij source_j, or, transposed, result_j = sum_i matrix_ij source_i. */
interface Sum {
  readonly transposed: boolean;
  readonly matrix: string;
  /** A buffer, and where in it. */
  readonly source: readonly [string, Place];
  readonly result: readonly [string, Place];
}

/** How `count` sums over images of this shape spread over threads, and the WGSL of each. */
function sums(shape: AttentionShape, lanes: Lanes, count: number) {
  const { batch, tokens, channels } = shape;
  const size = lanes === 1 ? alone : together;
  const { width, element } = vectorOf(channels);
  const vectors = channels / width;
  const C = range(Math.min(size.vectors, vectors));
  const chunks = Math.ceil(vectors / size.vectors);
  const tiles = Math.ceil(tokens / size.tokens);
  const tasks = batch * tiles * chunks;
  const workgroups = Math.ceil((count * tasks) / size.threads);
  return {
    element,
    grid: {
      workgroupSize: [size.threads, 1, 1] as const,
      workgroups: workgroupGrid(workgroups),
      params: { tasks, chunks, tiles, tokens, columns: paddedTokens(shape) / 4, vectors },
    },
    begin: /* wgsl */ `
  let thread = id.x + id.y * groups.x * ${size.threads}u;
  let which = thread / params.tasks;
  let task = thread % params.tasks;
  if (which >= ${count}u) { return; }
  let chunk = task % params.chunks * ${C.length}u;
  let first = task / params.chunks % params.tiles * ${size.tokens}u;
  let image = task / (params.chunks * params.tiles);
  let firstRow = image * params.columns * 4u;`,
    sum: (one: Sum) => sumOf(one, size.tokens, C),
  };
}

function sumOf({ transposed, matrix, source, result }: Sum, tokens: number, C: readonly number[]): string {
  const R = range(tokens);
  const [from, to] = [places[source[1]], places[result[1]]];
  const eachSum = (line: (r: number, c: number) => string) =>
    R.flatMap((r) => C.map((c) => line(r, c))).join(" ");
  const loads = C.map((c) => `let from${c} = ${source[0]}[at + channel${c}];`).join(" ");
  return /* wgsl */ `
  ${C.map((c) => `let channel${c} = ${from.part}u * params.vectors + min(chunk + ${c}u, params.vectors - 1u);`).join(" ")}
  ${eachSum((r, c) => `var sum${r}_${c} = V();`)}
  ${
    transposed
      ? /* wgsl */ `
  for (var i = 0u; i < params.tokens; i++) {
    let row = (firstRow + i) * params.columns;
    ${range(tokens / 4)
      .map((q) => `let share${q} = ${matrix}[row + min(first / 4u + ${q}u, params.columns - 1u)];`)
      .join(" ")}
    let at = (image * params.tokens + i) * ${from.stride}u * params.vectors;
    ${loads}
    ${eachSum((r, c) => `sum${r}_${c} += ${component(`share${Math.floor(r / 4)}`, 4, r % 4)} * from${c};`)}
  }`
      : /* wgsl */ `
  ${R.map((r) => `let row${r} = (firstRow + min(first + ${r}u, params.tokens - 1u)) * params.columns;`).join(" ")}
  for (var j = 0u; j < params.columns; j++) {
    ${R.map((r) => `let share${r} = ${matrix}[row${r} + j];`).join(" ")}
    ${lines(
      range(4),
      (k) => /* wgsl */ `
    {
      let at = (image * params.tokens + min(4u * j + ${k}u, params.tokens - 1u)) * ${from.stride}u * params.vectors;
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
    let at = ((image * params.tokens + first + ${r}u) * ${to.stride}u + ${to.part}u) * params.vectors + chunk;
    ${C.map((c) => `if (chunk + ${c}u < params.vectors) { ${result[0]}[at + ${c}u] = sum${r}_${c}; }`).join(" ")}
  }`,
  )}`;
}
