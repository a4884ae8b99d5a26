import { expect, test } from "vitest";
import { tiledFilterGradient } from "#gpu/kernels/convolutionTiledFilterGradient.ts";
import { convolutionExample } from "../../../fixtures/convolutionShapes.ts";

const narrow = { ...convolutionExample, channelsIn: 8, channelsOut: 8 };

test("every tap has workgroups of its own, enough of them to occupy a GPU", () => {
  const { workgroups } = tiledFilterGradient({ ...narrow, batch: 64 }, true);
  expect(workgroups[0]).toBe(9);
  expect(workgroups[0] * workgroups[1] * workgroups[2]).toBeGreaterThanOrEqual(512);
});

test("partial sums take up half a megabyte at most, unless they are the gradient itself", () => {
  for (const channels of [16, 64, 112, 256]) {
    const shape = { ...convolutionExample, batch: 256, channelsIn: channels, channelsOut: channels };
    const size = 9 * channels * channels;
    expect(tiledFilterGradient(shape, true).splits * size).toBeLessThanOrEqual(Math.max(size, 2 ** 17));
  }
});

test("a split has sixty-four pixels at least, if there are as many", () => {
  for (const batch of [1, 2, 8, 16]) {
    const small = { ...narrow, batch, height: 4, width: 4, outHeight: 4, outWidth: 4 };
    expect(tiledFilterGradient(small, true).splits).toBe(Math.max(1, batch / 4));
  }
});
