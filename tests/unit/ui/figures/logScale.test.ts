import { describe, expect, test } from "vitest";
import { logScaleOf, logShare } from "#ui/figures/logScale.ts";

describe("logScaleOf", () => {
  test("shows 1 and 0.1 before there is any loss", () => {
    const { min, max, ticks } = logScaleOf([]);
    expect(ticks).toEqual([1, 0.1]);
    expect(min).toBeLessThan(0.1);
    expect(max).toBeGreaterThan(1);
  });

  test.each([
    [0.03, 0.02, [1, 0.1]],
    [0.012, 0.01, [1, 0.1, 0.01]],
    [0.0021, 0.001, [1, 0.1, 0.01, 0.001]],
  ])("reaches down to a round number below %d", (loss, min, ticks) => {
    const scale = logScaleOf([1, loss]);
    expect(scale.min).toBeCloseTo(min, 12);
    expect(scale.ticks).toEqual(ticks);
  });

  test("reaches up to a loss that is worse than knowing nothing", () => {
    const scale = logScaleOf([0.5, 30]);
    expect(scale.max).toBeGreaterThan(30);
    expect(scale.ticks).toEqual([10, 1, 0.1]);
  });

  test("what is no loss has no say", () => {
    expect(logScaleOf([Number.NaN, Infinity, 0, -1])).toEqual(logScaleOf([]));
  });

  test("one exploding loss does not squeeze the rest beyond sight", () => {
    expect(logScaleOf([1e30, 1e-30])).toMatchObject({ min: 1e-4, max: 100 });
  });
});

describe("logShare", () => {
  const scale = { min: 0.01, max: 1, ticks: [1, 0.1, 0.01] };

  test("equal factors are equal distances", () => {
    expect([0.01, 0.1, 1].map((loss) => logShare(scale, loss))).toEqual([
      0,
      expect.closeTo(0.5, 12),
      expect.closeTo(1, 12),
    ]);
  });

  test("what lies outside is moved to the edge", () => {
    expect(logShare(scale, 50)).toBe(1);
    expect(logShare(scale, 0)).toBe(0);
  });
});
