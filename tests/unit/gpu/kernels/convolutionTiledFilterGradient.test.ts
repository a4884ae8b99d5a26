import { expect, test } from "vitest";
import { tiledFilterGradient } from "#gpu/kernels/convolutionTiledFilterGradient.ts";
import { convolutionExample } from "../../../fixtures/convolutionShapes.ts";

test("every tap has workgroups of its own, enough of them to occupy a GPU", () => {
  const { workgroups } = tiledFilterGradient({ ...convolutionExample, batch: 64 }, true);
  expect(workgroups[0]).toBe(9);
  expect(workgroups[0] * workgroups[1] * workgroups[2]).toBeGreaterThanOrEqual(512);
});

test("partial sums take up eight megabytes at most", () => {
  for (const channels of [16, 64, 256]) {
    const shape = { ...convolutionExample, batch: 256, channelsIn: channels, channelsOut: channels };
    expect(tiledFilterGradient(shape, true).splits * 9 * channels * channels).toBeLessThanOrEqual(2 ** 21);
  }
});
