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
} as const;

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** Ten rounds over a counter of four words under a key of two; writes four words in 0..2^32 - 1 into `out`. */
export function philox4x32(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
  out: Uint32Array,
): void {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
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
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** Upper 32 bits of the product of two unsigned 32-bit words. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const cross = aHigh * bLow + ((aLow * bLow) >>> 16);
  const middle = aLow * bHigh + (cross % 0x10000);
  return aHigh * bHigh + Math.floor(cross / 0x10000) + Math.floor(middle / 0x10000);
}

/** The first `count` words of (seed, stream, step), unsigned. */
export function words(seed: number, stream: Stream, step: number, count: number): Uint32Array<ArrayBuffer> {
  const result = new Uint32Array(count);
  const block = new Uint32Array(4);
  for (let i = 0; i < count; i += 4) {
    philox4x32([i >>> 2, step, 0, 0], [seed, stream], block);
    for (let j = 0; j < 4 && i + j < count; j++) result[i + j] = block[j] ?? 0;
  }
  return result;
}

/** Uniform numbers in (0, 1); never 0, so that a logarithm is safe. */
export function uniforms(seed: number, stream: Stream, step: number, count: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(words(seed, stream, step, count), (word) => (word + 0.5) / 2 ** 32);
}

/** Whole numbers in 0..n - 1. */
export function integers(seed: number, stream: Stream, step: number, count: number, n: number): Int32Array<ArrayBuffer> {
  return Int32Array.from(uniforms(seed, stream, step, count), (u) => Math.floor(u * n));
}

/** Standard normal numbers by pairs, Box & Muller 1958. */
export function normals(seed: number, stream: Stream, step: number, count: number): Float32Array<ArrayBuffer> {
  const u = uniforms(seed, stream, step, count + (count % 2));
  const result = new Float32Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(u[i] ?? 1));
    const angle = 2 * Math.PI * (u[i + 1] ?? 0);
    result[i] = radius * Math.cos(angle);
    if (i + 1 < count) result[i + 1] = radius * Math.sin(angle);
  }
  return result;
}
