import { expect, test } from "vitest";
import { drawBatch, gatherImages, toBytes } from "#data/batch.ts";
import type { Dataset } from "#data/dataset.ts";

const two: Dataset = {
  id: "two",
  count: 2,
  size: 1,
  channels: 3,
  images: Uint8Array.of(0, 255, 51, 102, 153, 204),
  labels: null,
  classes: [],
};

test("images are gathered in the order of the indices, 0..255 as [-1,1]", () => {
  const expected = [-0.2, 0.2, 0.6, -1, 1, -0.6, -0.2, 0.2, 0.6].map(Math.fround);
  expect([...gatherImages(two, [1, 0, 1])]).toEqual(expected);
});

test("every byte survives the way to [-1,1] and back", () => {
  const images = Uint8Array.from({ length: 256 }, (_, i) => i);
  const ramp: Dataset = { ...two, count: 1, size: 16, channels: 1, images };
  expect([...toBytes(gatherImages(ramp, [0]))]).toEqual([...images]);
});

test("values outside [-1,1] are clipped", () => {
  expect([...toBytes(Float32Array.of(-7, -1.01, 0, 1.01, 7))]).toEqual([0, 0, 128, 255, 255]);
});

test.each([-1, 2, 0.5, Number.NaN])("image %d of two is refused", (index) => {
  expect(() => gatherImages(two, [index])).toThrow(new RangeError(`image ${index} is outside 0..1 of "two"`));
});

test("a batch is a pure function of seed and step, and holds training images only", () => {
  const train = Int32Array.of(3, 5, 8, 13);
  const batch = drawBatch(train, 4, 1, 7);
  expect(batch).toEqual(drawBatch(train, 4, 1, 7));
  expect(batch.every((index) => train.includes(index))).toBe(true);
  const steps = Array.from({ length: 100 }, (_, step) => drawBatch(train, 4, 1, step));
  expect(new Set(steps.flatMap((indices) => [...indices]))).toEqual(new Set(train));
  expect(steps).not.toEqual(Array.from({ length: 100 }, (_, step) => drawBatch(train, 4, 2, step)));
});

test.each([0, 5, 1.5])("a batch of %d from four training images is refused", (batch) => {
  expect(() => drawBatch(Int32Array.of(0, 1, 2, 3), batch, 0, 0)).toThrow(
    new RangeError(`batch = ${batch} is not a whole number in 1..4, the training images`),
  );
});
