/**
 * The small buffers that lead a reverse process from step to step on the GPU:
 *
 *     counters  u32  [step, seed]    steps done; the seed of the noise
 *     table     f32  [steps, 8]      one row per step, which leads from t to s:
 *                    [x0FromXt, x0FromEps, epsFromX0, isClipped,   x_0 and eps out of x_t and epsHat
 *                     xt, x0Hat, z, t]                             weights of the sampler; the step of the noise
 *     row       f32  [8]             the table's row of the step that is under way
 *
 * These are their places, in vectors of four.
 */
export const reverseCounter = { step: 0, seed: 1 } as const;
export const REVERSE_COUNTERS = 2;

export const rowField = {
  x0FromXt: "row[0].x",
  x0FromEps: "row[0].y",
  epsFromX0: "row[0].z",
  isClipped: "row[0].w",
  xt: "row[1].x",
  x0Hat: "row[1].y",
  z: "row[1].z",
  t: "row[1].w",
} as const;

/** Floats of a row. */
export const ROW = 8;

/** One step of a sampler with a network that says eps. */
export interface ReverseRow {
  readonly t: number;
  /** x_0 = xt * x_t + prediction * eps. */
  readonly toX0: { readonly xt: number; readonly prediction: number };
  /** eps = xt * x_t + prediction * x_0. */
  readonly toEps: { readonly prediction: number };
  /** x_s = xt * x_t + x0Hat * x0Hat + z * noise. */
  readonly weights: { readonly xt: number; readonly x0Hat: number; readonly z: number };
  /** Keep x0Hat inside [-1, 1]. */
  readonly clip: boolean;
}

/** The table of a process, [steps, 8]. */
export function reverseTable(rows: readonly ReverseRow[]): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    rows.flatMap(({ t, toX0, toEps, weights, clip }) => [
      toX0.xt,
      toX0.prediction,
      toEps.prediction,
      Number(clip),
      weights.xt,
      weights.x0Hat,
      weights.z,
      t,
    ]),
  );
}
