import type { Lanes } from "./lanes.ts";
import { taskGrid } from "./lanes.ts";
import type { ParamType } from "./shader.ts";
import { range } from "./unroll.ts";
import { vectorOf } from "./vector.ts";

/**
 * Attention of the pixels of an image to each other, N tokens of C channels. q, k and v of a token lie side by side: qkv is
 * [B,N,3C]. How much each token takes from each is kept in a matrix [B,M,M], M = N rounded up to a multiple of four, with zeros
 * in the columns from N on: so rows go by four, and tokens by four have rows of their own.
 */
export interface AttentionShape {
  readonly batch: number;
  readonly tokens: number;
  readonly channels: number;
}

/** M. */
export function paddedTokens({ tokens }: AttentionShape): number {
  return 4 * Math.ceil(tokens / 4);
}

export const rowParams = {
  tasks: "u32",
  /** Tasks of an image. */
  tiles: "u32",
  tokens: "u32",
  /** Vectors of a row. */
  columns: "u32",
  /** Vectors of channels. */
  vectors: "u32",
  scale: "f32",
} as const satisfies Record<string, ParamType>;

/**
 * Who works out the rows of a matrix: in software a thread has four, by four columns at a time, so that it uses four times what
 * it loads; on a GPU a workgroup has one, of which each thread takes some columns.
 */
export function rowTasks(shape: AttentionShape, wanted: Lanes) {
  const { batch, tokens, channels } = shape;
  const size = wanted === 1 ? 4 : 1;
  // More threads than columns would have nothing to do.
  const lanes = wanted > 64 && tokens <= 64 ? 64 : wanted;
  const vector = vectorOf(channels);
  const tiles = Math.ceil(tokens / size);
  const tile = range(size);
  return {
    lanes,
    /** Its rows, and the columns that it takes at a time. */
    tile,
    vector: vector.element,
    row: vectorOf(size).element,
    grid: taskGrid(batch * tiles, lanes),
    params: {
      tasks: batch * tiles,
      tiles,
      tokens,
      columns: paddedTokens(shape) / size,
      vectors: channels / vector.width,
      scale: 1 / Math.sqrt(channels),
    },
    /** WGSL: the vectors `V` of channels and `R` of columns, and `column(j)`, the columns in the j-th vector. */
    declarations: /* wgsl */ `
alias V = ${vector.element};
fn product(a: V, b: V) -> f32 { return ${vector.width === 4 ? "dot(a, b)" : "a * b"}; }
${size === 4 ? rowsByFour : rowsByOne}`,
    /** WGSL: numbers of this task's tokens, the last one's where there are no more, and where their rows begin. */
    begin: /* wgsl */ `
  let start = task / params.tiles * params.tokens;
  let last = start + params.tokens - 1u;
  let first = task % params.tiles * ${size}u;
  let firstRow = task / params.tiles * params.columns * ${size}u + first;
  ${tile.map((r) => `let token${r} = min(start + first + ${r}u, last);`).join(" ")}
  ${tile.map((r) => `let row${r} = (firstRow + ${r}u) * params.columns;`).join(" ")}`,
    /** WGSL: goes over the vectors `j` of a row; `to<c>` are the tokens of the columns, the last one's from N on. */
    eachColumn: `for (var j = member; j < params.columns; j += ${lanes}u)`,
    others: tile.map((c) => `let to${c} = min(start + j * ${size}u + ${c}u, last);`).join(" "),
  };
}

const rowsByFour = /* wgsl */ `
alias R = vec4<f32>;
alias U = vec4<u32>;
fn column(j: u32) -> U { return U(4u * j) + U(0, 1, 2, 3); }
fn largest(v: R) -> f32 { return max(max(v.x, v.y), max(v.z, v.w)); }
fn total(v: R) -> f32 { return dot(v, R(1)); }`;

const rowsByOne = /* wgsl */ `
alias R = f32;
alias U = u32;
fn column(j: u32) -> U { return j; }
fn largest(v: R) -> f32 { return v; }
fn total(v: R) -> f32 { return v; }`;

/**
 * WGSL: vectors `product<r>`, the products of what lies at `row(r)` with what lies at `column(c)`, each the first vector of
 * channels in its buffer.
 */
export function tileOfProducts(
  tile: readonly number[],
  rows: { readonly buffer: string; readonly place: (r: number) => string },
  columns: { readonly buffer: string; readonly place: (c: number) => string },
): string {
  const sums = (r: number) => tile.map((c) => `sum${r}_${c}`);
  return /* wgsl */ `
    ${tile.map((r) => `let rowAt${r} = ${rows.place(r)};`).join(" ")}
    ${tile.map((c) => `let columnAt${c} = ${columns.place(c)};`).join(" ")}
    ${tile
      .flatMap(sums)
      .map((sum) => `var ${sum} = 0.0;`)
      .join(" ")}
    for (var w = 0u; w < params.vectors; w++) {
      ${tile.map((r) => `let a${r} = ${rows.buffer}[rowAt${r} + w];`).join(" ")}
      ${tile.map((c) => `let b${c} = ${columns.buffer}[columnAt${c} + w];`).join(" ")}
      ${tile.flatMap((r) => tile.map((c) => `sum${r}_${c} += product(a${r}, b${c});`)).join(" ")}
    }
    ${tile.map((r) => `let product${r} = R(${sums(r).join(", ")});`).join(" ")}`;
}
