import type { LossCurve } from "#store/lossCurve.ts";

/** Most points of a drawn curve, and the least distance between two of them: nearer ones would run into one solid band. */
const MOST_POINTS = 300;
const PIXELS_APART = 2;

/** One place of the loss chart. A number that is missing or not finite leaves a gap. */
export interface LossPoint {
  readonly step: number;
  /** Lowest and highest raw loss of the steps that this place stands for. */
  readonly raw: readonly [low: number, high: number] | null;
  readonly smoothed: number | null;
}

/** A training curve as the chart draws it on so many pixels, in at most 300 places that keep every spike. */
export function lossPoints(curve: LossCurve, pixels: number): LossPoint[] {
  const most = Math.min(MOST_POINTS, Math.max(1, Math.floor(pixels / PIXELS_APART)));
  return curve.points(most).map(({ step, low, high, smoothed }) => ({
    step,
    raw: isDrawable(low) && isDrawable(high) ? [low, high] : null,
    smoothed: isDrawable(smoothed) ? smoothed : null,
  }));
}

/** A logarithmic axis has no place for 0 or for what is not a number. */
function isDrawable(loss: number): boolean {
  return loss > 0 && loss < Infinity;
}
