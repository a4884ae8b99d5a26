import { describe, expect, test } from "vitest";
import { DIVERGING_LIMIT } from "#ui/figures/pixels.ts";
import { squaredError } from "#ui/figures/squaredError.ts";

describe("squaredError", () => {
  const eps = Float32Array.of(1, -1, 0, 2);

  test("is the mean of the squared differences", () => {
    const { mean } = squaredError({ eps, epsHat: Float32Array.of(1, 0, 0, 0) });
    expect(mean).toBeCloseTo((1 + 4) / 4, 6);
  });

  test("its picture states its own scale: a pixel at the limit is drawn darkest", () => {
    const { limit, pixels } = squaredError({ eps, epsHat: Float32Array.of(1, 0, 0, 0) });
    expect(limit).toBe(5);
    expect(pixels[3]).toBeCloseTo((4 / 5) * DIVERGING_LIMIT, 6);
    expect(pixels[0]).toBe(0);
  });

  test("the scale follows a guess that gets better", () => {
    const { limit } = squaredError({ eps, epsHat: Float32Array.of(1, -1, 0, 1.8) });
    expect(limit).toBeCloseTo(0.05, 12);
  });

  test("a perfect guess is white, and a broken one does not throw", () => {
    expect([...squaredError({ eps, epsHat: eps }).pixels]).toEqual([0, 0, 0, 0]);
    expect(squaredError({ eps, epsHat: Float32Array.of(NaN, 0, 0, 0) }).mean).toBeNaN();
  });
});
