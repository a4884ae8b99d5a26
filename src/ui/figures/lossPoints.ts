import type { LossCurve } from "#store/lossCurve.ts";

/** Most points of a drawn curve. */
const MOST_POINTS = 300;

/** One place of the loss chart. A number that is missing or not finite leaves a gap. */
export interface LossPoint {
  readonly step: number;
  /** Lowest and highest raw loss of the steps that this place stands for. */
  readonly raw: readonly [low: number, high: number] | null;
  readonly smoothed: number | null;
}

/** A training curve as the chart draws it, in at most 300 places that keep every spike. */
export function lossPoints(curve: LossCurve): LossPoint[] {
  return curve.points(MOST_POINTS).map(({ step, low, high, smoothed }) => ({
    step,
    raw: isDrawable(low) && isDrawable(high) ? [low, high] : null,
    smoothed: isDrawable(smoothed) ? smoothed : null,
  }));
}

/** A logarithmic axis has no place for 0 or for what is not a number. */
function isDrawable(loss: number): boolean {
  return loss > 0 && loss < Infinity;
}
