import { at } from "#math/at.ts";
import { debiasedAverage } from "#math/statistics.ts";

/** How much of the previous smoothed value is kept. */
export const SMOOTHING = 0.6;

/** One point of a drawn curve: the range of the raw losses in its bucket and the mean of its smoothed ones. */
export interface CurvePoint {
  readonly step: number;
  /** Above `high` where the bucket has no finite loss. */
  readonly low: number;
  readonly high: number;
  /** Not a number where the bucket has no finite loss and none came before. */
  readonly smoothed: number;
}

/**
 * Training loss by step, raw and smoothed by a debiased exponential moving average. Lives outside React and
 * grows in place. Writing at an earlier step cuts the curve there, so that a run resumed from a checkpoint goes on
 * without a gap or a doubled stretch.
 */
export class LossCurve {
  /** Steps that were taken elsewhere, and whose losses nobody told: the curve begins after them. */
  private readonly origin: number;
  private raw = new Float32Array(1024);
  private smooth = new Float32Array(1024);
  private count = 0;

  constructor(origin = 0) {
    this.origin = origin;
  }

  /** The last step's number. */
  get length(): number {
    return this.origin + this.count;
  }

  /** Steps whose losses it holds. */
  get size(): number {
    return this.count;
  }

  /**
   * Appends the losses of the steps firstStep, firstStep + 1, ..
   *
   * @throws {RangeError} when firstStep would leave a gap.
   */
  write(firstStep: number, losses: ArrayLike<number>): void {
    const [first, last] = [this.origin + 1, this.length + 1];
    if (firstStep < first || firstStep > last) {
      throw new RangeError(`step ${firstStep} is outside ${first}..${last}: the curve would have a gap`);
    }
    this.count = firstStep - first;
    this.reserve(this.count + losses.length);
    let smoothed = this.smoothedAt(this.length) ?? Number.NaN;
    for (let i = 0; i < losses.length; i++) {
      const loss = at(losses, i);
      if (Number.isFinite(loss)) {
        smoothed = Number.isFinite(smoothed)
          ? debiasedAverage(smoothed, loss, SMOOTHING, this.count + 1)
          : loss;
      }
      this.raw[this.count] = loss;
      this.smooth[this.count] = smoothed;
      this.count++;
    }
  }

  /** Forgets every step after `step`. */
  truncate(step: number): void {
    this.count = Math.min(this.count, Math.max(0, step - this.origin));
  }

  rawAt(step: number): number | undefined {
    return this.holds(step) ? this.raw[step - this.origin - 1] : undefined;
  }

  smoothedAt(step: number): number | undefined {
    return this.holds(step) ? this.smooth[step - this.origin - 1] : undefined;
  }

  /** The curve in at most `most` points, each keeping the extremes of its bucket so that no spike is lost. */
  points(most: number): CurvePoint[] {
    const buckets = Math.min(most, this.count);
    return Array.from({ length: buckets }, (_, k) => {
      const from = Math.floor((k * this.count) / buckets);
      const to = Math.floor(((k + 1) * this.count) / buckets);
      const losses = this.raw.subarray(from, to);
      return {
        step: this.origin + to,
        ...extremes(losses),
        smoothed: finiteMean(this.smooth.subarray(from, to)),
      };
    });
  }

  private holds(step: number): boolean {
    return step > this.origin && step <= this.length;
  }

  private reserve(length: number): void {
    if (length <= this.raw.length) return;
    const capacity = Math.max(length, 2 * this.raw.length);
    this.raw = grown(this.raw, capacity);
    this.smooth = grown(this.smooth, capacity);
  }
}

function grown(values: Float32Array, capacity: number): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(capacity);
  larger.set(values);
  return larger;
}

function finiteMean(values: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}

function extremes(values: Float32Array): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
