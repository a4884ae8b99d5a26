import { describe, expect, test } from "vitest";
import { normals, streams } from "#math/random.ts";
import { debiasedAverage, histogram, mean, standardDeviation } from "#math/statistics.ts";

test("mean and standard deviation of a small set", () => {
  expect(mean([2, 4, 4, 4, 5, 5, 7, 9])).toBe(5);
  expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBe(2);
});

test("the standard deviation survives a mean that dwarfs it", () => {
  expect(standardDeviation([1e9 - 1, 1e9 + 1])).toBe(1);
});

describe("histogram", () => {
  test("is a density: lower edges belong to their bin, values outside count in the whole only", () => {
    expect([...histogram([-1, -0.5, 0, 0.9, 1, 7, Number.NaN, -3], -1, 1, 2)]).toEqual([0.25, 0.25]);
  });

  test("of normal numbers follows the normal density", () => {
    const densities = histogram(normals(1, streams.data, 0, 200_000), -3, 3, 12);
    densities.forEach((density, bin) => {
      const centre = -2.75 + bin * 0.5;
      const expected = Math.exp(-(centre ** 2) / 2) / Math.sqrt(2 * Math.PI);
      expect(Math.abs(density - expected)).toBeLessThan(0.01);
    });
  });
});

describe("debiasedAverage", () => {
  /** The definition: weights decay^age over the whole history, normalised. */
  function fromHistory(values: readonly number[], decay: number): number {
    const weights = values.map((_, i) => decay ** (values.length - 1 - i));
    return values.reduce((sum, v, i) => sum + v * (weights[i] ?? 0), 0) / weights.reduce((a, b) => a + b);
  }

  test.each([0, 0.6, 0.99])("with decay %d weighs the history by its age", (decay) => {
    const values = [1, -0.7, 5, 0.4, 0.35, 12];
    let average = 0;
    for (const [i, value] of values.entries()) {
      average = debiasedAverage(average, value, decay, i + 1);
      expect(average).toBeCloseTo(fromHistory(values.slice(0, i + 1), decay), 12);
    }
  });

  test("starts at the first value, whatever it is told the average was", () => {
    expect(debiasedAverage(0, 0.8, 0.6, 1)).toBe(0.8);
  });
});
