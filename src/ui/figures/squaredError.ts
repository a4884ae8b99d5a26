import { at } from "#math/at.ts";
import type { Dissection } from "#store/session.ts";
import { DIVERGING_LIMIT } from "./pixels.ts";

/** The squared error of one guess, ||eps_theta - eps||^2, as a picture and as its mean. DDPM Eq. 14. */
export interface SquaredError {
  readonly mean: number;
  /** Squared error that is drawn darkest. */
  readonly limit: number;
  /** [S,S,C], scaled so that `limit` reaches the dark end of the scale. */
  readonly pixels: Float32Array;
}

/** The darkest red stands for this many times the mean, so that a guess that is ten times better still shows where it errs. */
const LIMIT_IN_MEANS = 4;

export function squaredError({ eps, epsHat }: Pick<Dissection, "eps" | "epsHat">): SquaredError {
  const errors = epsHat.map((guess, i) => (guess - at(eps, i)) ** 2);
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const limit = roundUp(LIMIT_IN_MEANS * mean);
  return { mean, limit, pixels: errors.map((error) => (error / limit) * DIVERGING_LIMIT) };
}

/** The smallest of .. 0.1, 0.2, 0.5, 1 .. that is not below `value`. */
function roundUp(value: number): number {
  if (!(value > 0 && value < Infinity)) return 1;
  const exponent = Math.floor(Math.log10(value));
  const mantissa = value / 10 ** exponent - 1e-9;
  return Number(`${mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10}e${exponent}`);
}
