/**
 * Inner loops over flat arrays, for sums of millions of terms. They index without `at`, whose check would cost more than
 * the arithmetic: the caller guarantees that the stretches lie inside.
 */

/** Sum of a[aFrom + i] * b[bFrom + i] over i < length, accumulated in float64. */
export function dot(a: Float32Array, aFrom: number, b: Float32Array, bFrom: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += (a[aFrom + i] ?? 0) * (b[bFrom + i] ?? 0);
  return sum;
}

/** out[i] += weight * x[from + i] for every i of `out`. */
export function addScaled(out: Float64Array, weight: number, x: Float32Array, from: number): void {
  for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) + weight * (x[from + i] ?? 0);
}
