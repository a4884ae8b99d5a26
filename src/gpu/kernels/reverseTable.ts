/**
 * The small buffers that lead a reverse process from move to move on the GPU:
 *
 *     counters  u32  [step, seed]    moves done; the seed of the noise
 *     table     f32  [moves, 12]     one row per move, which leads from t to s:
 *                    [x0FromXt, x0FromPrediction, epsFromXt, epsFromX0,   x_0 out of x_t and the prediction, eps out of x_t and x0Hat
 *                     xt, x0Hat, x0HatBefore, z,                          weights of the sampler
 *                     t, guidance, 0, 0]                                  the step of the noise; see `predictX0`
 *     row       f32  [12]            the table's row of the move that is under way
 *
 * These are their places, in vectors of four.
 */
export const reverseCounter = { step: 0, seed: 1 } as const;
export const REVERSE_COUNTERS = 2;

export const rowField = {
  x0FromXt: "row[0].x",
  x0FromPrediction: "row[0].y",
  epsFromXt: "row[0].z",
  epsFromX0: "row[0].w",
  xt: "row[1].x",
  x0Hat: "row[1].y",
  x0HatBefore: "row[1].z",
  z: "row[1].w",
  t: "row[2].x",
  guidance: "row[2].y",
} as const;

/** Floats of a row. */
export const ROW = 12;

/** One move of a sampler. */
export interface ReverseRow {
  readonly t: number;
  /** x_0 = xt * x_t + prediction * (what the network said). */
  readonly toX0: { readonly xt: number; readonly prediction: number };
  /** eps = xt * x_t + prediction * x_0. */
  readonly toEps: { readonly xt: number; readonly prediction: number };
  /** x_s = xt * x_t + x0Hat * x0Hat + x0HatBefore * (the x0Hat before) + z * noise. */
  readonly weights: {
    readonly xt: number;
    readonly x0Hat: number;
    readonly x0HatBefore: number;
    readonly z: number;
  };
  readonly guidance: number;
}

/** The table of a process, [moves, 12]. */
export function reverseTable(rows: readonly ReverseRow[]): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    rows.flatMap(({ t, toX0, toEps, weights, guidance }) => {
      const readings = [toX0.xt, toX0.prediction, toEps.xt, toEps.prediction];
      const step = [weights.xt, weights.x0Hat, weights.x0HatBefore, weights.z];
      return [...readings, ...step, t, guidance, 0, 0];
    }),
  );
}
