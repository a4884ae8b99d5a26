import { at } from "#math/at.ts";
import type { LikelihoodBound } from "#protocol/event.ts";

/** One point of the rate-distortion curve, in its own units. */
export interface CodePoint {
  readonly t: number;
  /** Bits per dimension. */
  readonly rate: number;
  /** RMSE on the scale of grey values, 0..255. */
  readonly distortion: number;
}

/** The curve's points in order, by falling t; none where one of them is not a finite number. */
export function codePoints({ t, rate, distortion }: LikelihoodBound["curve"]): CodePoint[] {
  if (!rate.every(Number.isFinite) || !distortion.every(Number.isFinite)) return [];
  return Array.from(t, (timestep, k) => ({ t: timestep, rate: at(rate, k), distortion: at(distortion, k) }));
}

/** The end of an axis from 0 that holds all values: the next number of one figure and a half, as 1.5, 20 or 350. */
export function axisEnd(values: readonly number[]): number {
  const largest = Math.max(0, ...values);
  if (largest === 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(largest)) / 2;
  return Number((Math.ceil(largest / unit - 1e-9) * unit).toPrecision(3));
}
