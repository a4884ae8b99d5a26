import { spread } from "./convolutionRegisters.ts";
import type { ParamType } from "./shader.ts";
import type { Vector } from "./vector.ts";
import { vectorOf } from "./vector.ts";

export interface AttentionShape {
  readonly batch: number;
  /** Pixels of an image. */
  readonly tokens: number;
  readonly channels: number;
}

/** Tokens that a thread treats at once, on either side. */
export const TOKENS = 4;
/** Vectors of channels of the result that a thread computes; for the others the scores are worked out again. */
const VECTORS = 4;
const THREADS = 16;

export const attentionParams = {
  batch: "i32",
  tokens: "i32",
  /** Vectors of four channels, if they go by four. */
  vectors: "i32",
  tiles: "i32",
  chunks: "i32",
  scale: "f32",
} as const satisfies Record<string, ParamType>;

/** One thread per image, four tokens and up to four vectors of channels: nothing is shared, so nothing waits. */
export function attentionGrid({ batch, tokens, channels }: AttentionShape) {
  const vector: Vector = vectorOf(channels);
  const vectors = channels / vector.width;
  const perThread = Math.min(VECTORS, vectors);
  const [tiles, chunks] = [Math.ceil(tokens / TOKENS), Math.ceil(vectors / perThread)];
  return {
    vector,
    perThread,
    workgroupSize: [THREADS, 1, 1] as const,
    workgroups: spread(Math.ceil((batch * tiles * chunks) / THREADS)),
    params: { batch, tokens, vectors, tiles, chunks, scale: 1 / Math.sqrt(channels) },
    declarations: /* wgsl */ `
alias V = ${vector.element};
fn product(a: V, b: V) -> f32 { return ${vector.width === 4 ? "dot(a, b)" : "a * b"}; }`,
    /** WGSL: `image`, `first` of this thread's tokens and `chunk`, its first vector; where the image's pixels and its q, k, v begin. */
    begin: /* wgsl */ `
  let thread = i32(id.x + id.y * groups.x * ${THREADS}u);
  let chunk = thread % params.chunks * ${perThread};
  let first = thread / params.chunks % params.tiles * ${TOKENS};
  let image = thread / (params.chunks * params.tiles);
  if (image >= params.batch) { return; }
  let o = image * params.tokens * params.vectors;
  let q = 3 * o;
  let k = q + params.vectors;
  let v = k + params.vectors;
  let last = params.tokens - 1;`,
  };
}

export const four = [0, 1, 2, 3] as const;

/** WGSL: place of a token's first vector, the last token's where there is none; q, k and v of a token lie side by side. */
export function placeOf(start: "o" | "q" | "k" | "v", token: string): string {
  return `${start} + min(${token}, last) * ${start === "o" ? "" : "3 * "}params.vectors`;
}

/**
 * WGSL: variables `<name><r>_<c>`, the products of four vectors of channels from `rows` with four from `columns`, both WGSL
 * expressions of the first vector of token r or c.
 */
export function tileOfProducts(
  name: string,
  rows: { readonly buffer: string; readonly place: (r: number) => string },
  columns: { readonly buffer: string; readonly place: (c: number) => string },
): string {
  return /* wgsl */ `
    ${four.flatMap((r) => four.map((c) => `var ${name}${r}_${c} = 0.0;`)).join(" ")}
    for (var w = 0; w < params.vectors; w++) {
      ${four.map((r) => `let a${r} = ${rows.buffer}[${rows.place(r)} + w];`).join(" ")}
      ${four.map((c) => `let b${c} = ${columns.buffer}[${columns.place(c)} + w];`).join(" ")}
      ${four.flatMap((r) => four.map((c) => `${name}${r}_${c} += product(a${r}, b${c});`)).join(" ")}
    }`;
}
