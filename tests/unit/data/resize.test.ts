import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Dataset } from "#data/dataset.ts";
import { resizeDataset } from "#data/resize.ts";

function setOf(size: number, channels: 1 | 3, values: Iterable<number>): Dataset {
  const images = Uint8Array.from(values);
  const count = images.length / (size * size * channels);
  return { id: "set", count, size, channels, images, labels: null, classes: [] };
}

test("half the side averages blocks of four, per channel and per image", () => {
  const first = [0, 10, 20, 4, 10, 20, 0, 10, 20, 4, 10, 20];
  const second = [255, 0, 7, 255, 0, 7, 255, 0, 7, 255, 0, 9];
  const { size, count, images } = resizeDataset(setOf(2, 3, [...first, ...second]), 1);
  expect({ size, count }).toEqual({ size: 1, count: 2 });
  expect([...images]).toEqual([2, 10, 20, 255, 0, 8]);
});

test("a pixel on the border counts for the part that is covered: 3 to 2", () => {
  // Each target covers 2.25 source pixels: one whole, two halves, a quarter of the 90.
  // (9 + 18 / 2 + 36 / 2 + 90 / 4) / 2.25, (18 / 2 + 90 / 4) / 2.25, (36 / 2 + 90 / 4) / 2.25, (90 / 4) / 2.25.
  const { images } = resizeDataset(setOf(3, 1, [9, 18, 0, 36, 90, 0, 0, 0, 0]), 2);
  expect([...images]).toEqual([26, 14, 18, 10]);
});

test("28 to 16 agrees with enlarging by 4 and then averaging blocks of 7", () => {
  const bytes = fc.uint8Array({ minLength: 784, maxLength: 784 });
  fc.assert(
    fc.property(bytes, (image) => {
      const { images } = resizeDataset(setOf(28, 1, image), 16);
      const expected = Array.from({ length: 256 }, (_, i) => {
        let sum = 0;
        for (let y = 0; y < 7; y++) {
          for (let x = 0; x < 7; x++) {
            const row = Math.floor((Math.floor(i / 16) * 7 + y) / 4);
            sum += image[row * 28 + Math.floor(((i % 16) * 7 + x) / 4)] ?? Number.NaN;
          }
        }
        return Math.round(sum / 49);
      });
      expect([...images]).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});

test("its own size is the same set", () => {
  const set = setOf(2, 1, [1, 2, 3, 4]);
  expect(resizeDataset(set, 2)).toBe(set);
});

test.each([0, 1.5, 3])("size %d of a set with side 2 is refused", (size) => {
  expect(() => resizeDataset(setOf(2, 1, [1, 2, 3, 4]), size)).toThrow(
    new RangeError(`size = ${size} is not a whole number in 1..2, the side of "set"`),
  );
});
