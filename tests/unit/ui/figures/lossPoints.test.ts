import { describe, expect, test } from "vitest";
import { LossCurve } from "#store/lossCurve.ts";
import { lossPoints } from "#ui/figures/lossPoints.ts";

function curveOf(losses: readonly number[]): LossCurve {
  const curve = new LossCurve();
  curve.write(1, losses);
  return curve;
}

describe("lossPoints", () => {
  test("a short curve keeps each step", () => {
    const points = lossPoints(curveOf([1, 0.5]), 600);
    expect(points.map(({ step, raw }) => [step, raw])).toEqual([
      [1, [1, 1]],
      [2, [0.5, 0.5]],
    ]);
  });

  test("a long curve has at most 300 places and keeps its one spike and its last step", () => {
    const losses = Array.from({ length: 5000 }, (_, i) => (i === 3217 ? 9 : 0.25));
    const points = lossPoints(curveOf(losses), 600);
    expect(points.length).toBeLessThanOrEqual(300);
    expect(Math.max(...points.map(({ raw }) => raw?.[1] ?? 0))).toBe(9);
    expect(points.at(-1)?.step).toBe(5000);
  });

  test("the first steps of a long run, squeezed into a few pixels, stand at least two pixels apart", () => {
    const losses = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 1 : 0.5));
    const points = lossPoints(curveOf(losses), 21);
    expect(points.map(({ step }) => step)).toEqual([20, 40, 60, 80, 100, 120, 140, 160, 180, 200]);
    expect(lossPoints(curveOf(losses), 0.4)).toHaveLength(1);
  });

  test("losses that a logarithmic axis cannot show leave gaps", () => {
    const points = lossPoints(curveOf([1, 0, Number.NaN, Infinity]), 600);
    expect(points.map(({ raw }) => raw)).toEqual([[1, 1], null, null, null]);
    expect(points.map(({ smoothed }) => smoothed !== null)).toEqual([true, true, true, true]);
  });
});
