import { expect, test } from "vitest";
import { noisedImages } from "#gpu/kernels/noisedImages.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test("noisedImages is sound for any size of an image", () => {
  for (const size of [1, 35, 768]) expectSound(noisedImages(8, size));
  expect(buffersOf(noisedImages(8, 64))).toEqual([
    "write x0",
    "write wanted",
    "write xt",
    "read images",
    "read indices",
    "read timesteps",
    "read table",
    "read counters",
  ]);
});

test("a word of four bytes never spans two images where vectors are used", () => {
  expect(noisedImages(8, 64).params).toEqual({ count: 128, length: 16 });
  expect(noisedImages(8, 35).params).toEqual({ count: 280, length: 35 });
});
