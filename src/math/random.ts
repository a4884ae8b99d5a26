/**
 * A counter-based random generator: every number is a pure function of (seed, stream, step, index), so a batch can be
 * drawn again, on another thread or on the GPU, without replaying what came before. Philox4x32-10, Salmon et al. 2011.
 */
export type Stream = (typeof streams)[keyof typeof streams];

/** Separate streams, so that more draws in one never shift the numbers of another. */
export const streams = {
  init: 0,
  batch: 1,
  timestep: 2,
  noise: 3,
  validation: 4,
  sample: 5,
  data: 6,
  forward: 7,
  dropout: 8,
  evaluation: 9,
} as const;

/** A chance is drawn as one of so many whole numbers, which a GPU compares exactly as a processor does. */
export const CHANCES = 2 ** 20;

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/**
 * Ten rounds over a counter of four words under a key of two; writes four words in 0..2^32 - 1 into `out` at `offset`.
 * Plain numbers in and a caller's array out: a batch of noise draws thousands of blocks and must not allocate.
 */
export function philox4x32(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
  offset = 0,
): void {
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[offset] = c0;
  out[offset + 1] = c1;
  out[offset + 2] = c2;
  out[offset + 3] = c3;
}

/** Upper 32 bits of the product of two unsigned 32-bit words, by halves of 16 bits; no sum below exceeds 2^32 - 1. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const cross = Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16);
  const middle = Math.imul(aLow, bHigh) + (cross & 0xffff);
  return Math.imul(aHigh, bHigh) + (cross >>> 16) + (middle >>> 16);
}

/** The first `count` words of (seed, stream, step), unsigned. */
export function words(seed: number, stream: Stream, step: number, count: number): Uint32Array<ArrayBuffer> {
  const blocks = new Uint32Array(4 * Math.ceil(count / 4));
  for (let i = 0; i < count; i += 4) philox4x32(i >>> 2, step, 0, 0, seed, stream, blocks, i);
  return blocks.subarray(0, count);
}

/** Uniform numbers in (0, 1); never 0, so that a logarithm is safe. */
export function uniforms(
  seed: number,
  stream: Stream,
  step: number,
  count: number,
): Float64Array<ArrayBuffer> {
  const result = new Float64Array(count);
  words(seed, stream, step, count).forEach((word, i) => (result[i] = uniform(word)));
  return result;
}

/** Whole numbers in 0..n - 1. */
export function integers(
  seed: number,
  stream: Stream,
  step: number,
  count: number,
  n: number,
): Int32Array<ArrayBuffer> {
  const result = new Int32Array(count);
  words(seed, stream, step, count).forEach((word, i) => (result[i] = Math.floor(uniform(word) * n)));
  return result;
}

/** Standard normal numbers, two from two words. Box & Muller 1958. */
export function normals(
  seed: number,
  stream: Stream,
  step: number,
  count: number,
): Float32Array<ArrayBuffer> {
  const result = new Float32Array(count);
  const block = new Uint32Array(4);
  for (let i = 0; i < count; i += 4) {
    philox4x32(i >>> 2, step, 0, 0, seed, stream, block);
    const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = block;
    writePair(result, i, w0, w1);
    writePair(result, i + 2, w2, w3);
  }
  return result;
}

/** Two normal numbers into `out`; what would land behind its end is dropped. */
function writePair(out: Float32Array, i: number, w0: number, w1: number): void {
  const radius = Math.sqrt(-2 * Math.log(uniform(w0)));
  const angle = 2 * Math.PI * uniform(w1);
  out[i] = radius * Math.cos(angle);
  out[i + 1] = radius * Math.sin(angle);
}

/** The middle of the word's interval of length 2^-32. */
function uniform(word: number): number {
  return (word + 0.5) / 2 ** 32;
}
