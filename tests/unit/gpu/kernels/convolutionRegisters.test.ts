import { expect, test } from "vitest";
import { convolution } from "#gpu/kernels/convolution.ts";
import { spread } from "#gpu/kernels/convolutionRegisters.ts";
import { fatTile, quadTile } from "#gpu/kernels/convolutionTile.ts";
import { convolutionExample } from "../../../fixtures/convolutionShapes.ts";

const plain = { bias: false, perImage: false, addend: false };

test("workgroups beyond a dimension's limit go on in the next", () => {
  expect(spread(65535)).toEqual([65535, 1, 1]);
  expect(spread(65536, 3)).toEqual([32768, 2, 3]);
  const [x, y] = spread(1_000_003);
  expect(x * y).toBeGreaterThanOrEqual(1_000_003);
  expect(x).toBeLessThanOrEqual(65535);
});

test("a thread's share fits the row", () => {
  const sums = (width: number) =>
    convolution({ ...convolutionExample, width, outWidth: width }, plain, fatTile).shader.code.match(
      /\bvar sum\d+_0\b/g,
    )?.length;
  expect([32, 16, 8, 4, 2].map(sums)).toEqual([16, 16, 8, 4, 2]);
});

test("a thread's channels divide those that there are, where they can", () => {
  const groups = (channelsOut: number) =>
    convolution({ ...convolutionExample, channelsOut }, plain, quadTile).shader.code.match(
      /\bvar sum0_\d+\b/g,
    )?.length;
  expect([16, 24, 8, 4, 3].map(groups)).toEqual([4, 3, 2, 1, 3]);
});
