import { describe, expect, test } from "vitest";
import { LossCurve, SMOOTHING } from "#store/lossCurve.ts";

/** The textbook definition, from the whole history. */
function debiasedAverage(losses: readonly number[]): number {
  const weights = losses.map((_, i) => SMOOTHING ** (losses.length - 1 - i));
  const total = weights.reduce((a, b) => a + b, 0);
  return losses.reduce((sum, loss, i) => sum + loss * (weights[i] ?? 0), 0) / total;
}

describe("LossCurve", () => {
  test("smooths as a normalised exponential average, also over separate writes", () => {
    const losses = [1, 0.7, 0.9, 0.4, 0.35, 0.5];
    const curve = new LossCurve();
    curve.write(1, losses.slice(0, 2));
    curve.write(3, losses.slice(2));
    for (let step = 1; step <= losses.length; step++) {
      expect(curve.smoothedAt(step)).toBeCloseTo(debiasedAverage(losses.slice(0, step)), 5);
      expect(curve.rawAt(step)).toBeCloseTo(losses[step - 1] ?? Number.NaN, 6);
    }
    expect(curve.length).toBe(6);
  });

  test("writing at an earlier step cuts the curve there and goes on as if it had never been longer", () => {
    const resumed = new LossCurve();
    resumed.write(1, [1, 0.8, 0.6, 9, 9]);
    resumed.write(4, [0.5, 0.4]);
    const straight = new LossCurve();
    straight.write(1, [1, 0.8, 0.6, 0.5, 0.4]);
    expect(resumed.length).toBe(5);
    expect(resumed.smoothedAt(5)).toBeCloseTo(straight.smoothedAt(5) ?? Number.NaN, 5);
  });

  test("begins after steps that were taken elsewhere, of which it knows nothing", () => {
    const curve = new LossCurve(40);
    expect([curve.length, curve.size]).toEqual([40, 0]);
    expect(() => curve.write(40, [1])).toThrow("step 40 is outside 41..41");
    curve.write(41, [1, 0.8, 0.6]);
    const straight = new LossCurve();
    straight.write(1, [1, 0.8, 0.6]);
    expect(curve.length).toBe(43);
    expect([40, 41, 44].map((step) => curve.rawAt(step))).toEqual([undefined, 1, undefined]);
    expect(curve.smoothedAt(43)).toBe(straight.smoothedAt(3));
    expect(curve.points(2).map(({ step }) => step)).toEqual([41, 43]);
    curve.truncate(42);
    expect(curve.length).toBe(42);
    curve.truncate(3);
    expect(curve.length).toBe(40);
  });

  test("refuses a gap and names the legal range", () => {
    const curve = new LossCurve();
    curve.write(1, [1]);
    expect(() => curve.write(3, [1])).toThrow(
      new RangeError("step 3 is outside 1..2: the curve would have a gap"),
    );
  });

  test("buckets keep every spike and cover all steps in at most so many points", () => {
    const curve = new LossCurve();
    const losses = Array.from({ length: 5000 }, (_, i) => (i === 1234 ? 50 : 1 / (1 + i)));
    curve.write(1, losses);
    const points = curve.points(300);
    expect(points).toHaveLength(300);
    expect(Math.max(...points.map(({ high }) => high))).toBe(50);
    expect(points.at(-1)?.step).toBe(5000);
    expect(points.every(({ low, high }) => low <= high)).toBe(true);
  });

  test("a bucket's smoothed loss is the mean over its steps, so that no one step speaks for hundreds", () => {
    const curve = new LossCurve();
    curve.write(
      1,
      Array.from({ length: 400 }, (_, i) => 1 + Math.sin(i)),
    );
    const [first, second] = curve.points(2);
    const mean = (from: number, to: number) => {
      let sum = 0;
      for (let step = from; step <= to; step++) sum += curve.smoothedAt(step) ?? Number.NaN;
      return sum / (to - from + 1);
    };
    expect(first?.smoothed).toBeCloseTo(mean(1, 200), 5);
    expect(second?.smoothed).toBeCloseTo(mean(201, 400), 5);
  });

  test("a bucket before the first finite loss has no smoothed loss", () => {
    const curve = new LossCurve();
    curve.write(1, [Number.NaN, Number.NaN, 1, 1]);
    expect(curve.points(2).map(({ smoothed }) => smoothed)).toEqual([Number.NaN, 1]);
  });

  test("fewer steps than points give one point each", () => {
    const curve = new LossCurve();
    curve.write(1, [3, 2, 1]);
    expect(curve.points(300).map(({ step, low, high }) => [step, low, high])).toEqual([
      [1, 3, 3],
      [2, 2, 2],
      [3, 1, 1],
    ]);
    curve.truncate(1);
    expect(curve.points(300)).toHaveLength(1);
    expect(curve.rawAt(2)).toBeUndefined();
  });

  test("a step without a finite loss leaves a hole, and the smoothed loss goes on behind it", () => {
    const curve = new LossCurve();
    curve.write(1, [Number.NaN, 1, 0.5, Infinity, 0.5]);
    expect(curve.smoothedAt(2)).toBe(1);
    expect(curve.smoothedAt(4)).toBe(curve.smoothedAt(3));
    expect(curve.smoothedAt(5)).toBeLessThan(curve.smoothedAt(3) ?? 0);
    expect(curve.points(300).map(({ low, high }) => low <= high)).toEqual([false, true, true, false, true]);
  });
});
