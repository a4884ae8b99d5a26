import { expect, test } from "vitest";
import { gatherImages } from "#data/batch.ts";
import type { Dataset } from "#data/dataset.ts";
import { nearestImage } from "#data/nearest.ts";

const greys: Dataset = {
  id: "greys",
  count: 3,
  size: 2,
  channels: 1,
  images: Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255, 0, 255, 0, 255),
  labels: null,
  classes: [],
};
const all = Int32Array.of(0, 1, 2);

test("a training image is nearest to itself, at distance 0", () => {
  expect(nearestImage(greys, all, gatherImages(greys, [2]))).toEqual({ index: 2, distance: 0 });
});

test("the distance is the root mean square in the range [-1,1]", () => {
  // White with two quarters of the way to black in two of four pixels: sqrt(2 * 0.5^2 / 4).
  const { index, distance } = nearestImage(greys, all, Float32Array.of(0.5, 1, 0.5, 1));
  expect(index).toBe(1);
  expect(distance).toBeCloseTo(Math.sqrt(0.125), 12);
});

test("only candidates are considered", () => {
  expect(nearestImage(greys, Int32Array.of(0, 2), Float32Array.of(1, 1, 1, 1))).toEqual({
    index: 2,
    distance: Math.sqrt(2),
  });
});

test("a picture of another shape and an empty list are refused", () => {
  expect(() => nearestImage(greys, all, new Float32Array(12))).toThrow(
    new RangeError('a picture of 12 values is not one of "greys", which have 4'),
  );
  expect(() => nearestImage(greys, new Int32Array(), new Float32Array(4))).toThrow(RangeError);
});

test.each([NaN, Infinity, -Infinity])("a picture that holds %d is near to nothing, and refused", (value) => {
  expect(() => nearestImage(greys, all, Float32Array.of(0, 0, value, 0))).toThrow(
    new RangeError("the picture holds NaN or an infinite value; it needs values in [-1,1]"),
  );
});
