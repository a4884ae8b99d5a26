import { expect, test } from "vitest";
import { pixelSum } from "#gpu/kernels/pixelSum.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test("pixelSum is sound on any number of channels", () => {
  for (const channels of [1, 6, 67, 260]) {
    for (const lanes of [1, 128] as const) expectSound(pixelSum(2, 35, channels, lanes));
  }
  expect(buffersOf(pixelSum(1, 1, 1))).toEqual(["write sums", "read x"]);
});

test("pixelSum has a task for each image and 32 channels, or for each vector where threads work alone", () => {
  expect(pixelSum(3, 256, 40).workgroups).toEqual([6, 1, 1]);
  expect(pixelSum(3, 256, 40, 1).params).toMatchObject({ tasks: 30, parts: 10, columns: 1, rows: 1 });
});
