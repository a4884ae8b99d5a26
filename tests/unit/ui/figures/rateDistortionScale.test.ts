import * as fc from "fast-check";
import { expect, test } from "vitest";
import { axisEnd, codePoints } from "#ui/figures/rateDistortionScale.ts";

test("the points of the curve are its arrays, side by side", () => {
  const curve = {
    t: Float32Array.of(500, 1),
    rate: Float32Array.of(0.5, 1.5),
    distortion: Float32Array.of(64, 2),
  };
  expect(codePoints(curve)).toEqual([
    { t: 500, rate: 0.5, distortion: 64 },
    { t: 1, rate: 1.5, distortion: 2 },
  ]);
  expect(codePoints({ ...curve, rate: Float32Array.of(0.5, Infinity) })).toEqual([]);
  expect(codePoints({ ...curve, distortion: Float32Array.of(Number.NaN, 2) })).toEqual([]);
});

test.each([
  [[144.2, 2.9], 150],
  [[150], 150],
  [[4.618], 5],
  [[0.83], 0.85],
  [[0.05], 0.05],
  [[1000], 1000],
  [[0, 0], 1],
  [[], 1],
])("the axis of %o ends at %d", (values, end) => expect(axisEnd(values)).toBe(end));

test("the axis holds every value, and no more than half as much again", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (value) => {
      const end = axisEnd([value]);
      expect(end).toBeGreaterThanOrEqual(value * (1 - 1e-6));
      expect(end).toBeLessThanOrEqual(value * 1.5 + 1e-12);
    }),
  );
});
