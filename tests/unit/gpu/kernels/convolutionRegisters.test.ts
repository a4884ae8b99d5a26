import { expect, test } from "vitest";
import { convolution } from "#gpu/kernels/convolution.ts";
import { fatTile, quadTile } from "#gpu/kernels/convolutionTile.ts";
import type { Launch } from "#gpu/kernels/shader.ts";
import { convolutionExample } from "../../../fixtures/convolutionShapes.ts";

const plain = { bias: false, perImage: false, addend: false };

/** How many pixels and groups of channels a thread of the launch writes. */
function shareOf({ shader }: Launch): { readonly pixels: number; readonly groups: number } {
  const [, pixels, groups] = /var sums: array<[^,]+, (\d+)>.*q < min\((\d+),/s.exec(shader.code) ?? [];
  return { pixels: Number(pixels) / Number(groups), groups: Number(groups) };
}

test("a thread's share fits the row", () => {
  const pixels = (width: number) =>
    shareOf(convolution({ ...convolutionExample, width, outWidth: width }, plain, fatTile)).pixels;
  expect([32, 16, 8, 4, 2].map(pixels)).toEqual([16, 16, 8, 4, 2]);
});

test("a thread's channels divide those that there are, where they can", () => {
  const groups = (channelsOut: number) =>
    shareOf(convolution({ ...convolutionExample, channelsOut }, plain, quadTile)).groups;
  expect([16, 24, 8, 4, 3].map(groups)).toEqual([4, 3, 2, 1, 3]);
});
