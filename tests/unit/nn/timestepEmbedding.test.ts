import { expect, test } from "vitest";
import { timestepRows } from "#nn/timestepEmbedding.ts";

test("t = 1, diffusers' 0, is the angle 0 at every frequency", () => {
  expect([...timestepRows([1], 8)]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
});

test("sines come first, then cosines, and the last frequency is 1 / 10000", () => {
  const row = timestepRows([1, 11], 4).subarray(4);
  expect(row[0]).toBeCloseTo(-0.5440211109, 7);
  expect(row[1]).toBeCloseTo(0.0009999998, 10);
  expect(row[2]).toBeCloseTo(-0.8390715291, 7);
  expect(row[3]).toBeCloseTo(0.9999995, 7);
});

test("large angles are as exact as float32 is", () => {
  // sin and cos of 999 radians, to ten digits.
  const row = timestepRows([1000], 4);
  expect(row[0]).toBeCloseTo(-0.0264608, 6);
  expect(row[2]).toBeCloseTo(0.99964985, 6);
});
