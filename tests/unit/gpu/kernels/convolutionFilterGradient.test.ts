import { expect, test } from "vitest";
import { convolutionFilterGradient } from "#gpu/kernels/convolutionFilterGradient.ts";
import { fatTile, tiles, workgroupTile } from "#gpu/kernels/convolutionTile.ts";
import { convolutionExample, convolutionShapes, enlarged } from "../../../fixtures/convolutionShapes.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test("the gradient by the filter is sound for every shape and tile, with a bias or without", () => {
  for (const shape of convolutionShapes) {
    for (const tile of tiles) {
      for (const bias of [false, true]) expectSound(convolutionFilterGradient(shape, { bias }, tile));
    }
  }
  expect(buffersOf(convolutionFilterGradient(convolutionExample, { bias: true }, fatTile))).toEqual([
    "write partialWeight",
    "write partialBias",
    "read x",
    "read dy",
  ]);
});

test("it compiles nothing new for other sizes", () => {
  for (const tile of tiles) {
    const shape = enlarged(convolutionExample);
    const code = convolutionFilterGradient(shape, { bias: true }, tile).shader.code;
    expect(convolutionFilterGradient(enlarged(shape), { bias: true }, tile).shader.code).toBe(code);
  }
});

test("the splits are those that are launched, and none is without pixels", () => {
  for (const tile of tiles) {
    for (const shape of convolutionShapes) {
      const { splits, workgroups, params } = convolutionFilterGradient(shape, { bias: true }, tile);
      expect(workgroups[2]).toBe(splits);
      const [all, each] = [
        params["turns"] ?? params["pixels"] ?? 0,
        params["turnsPerSplit"] ?? params["pixelsPerSplit"] ?? 0,
      ];
      expect(splits * each).toBeGreaterThanOrEqual(all);
      expect((splits - 1) * each).toBeLessThan(all);
    }
  }
});

test("a filter of many channels is split less; its partial sums stay small", () => {
  const wide = { ...convolutionExample, batch: 64, channelsIn: 512, channelsOut: 512 };
  for (const tile of tiles) {
    const narrow = convolutionFilterGradient({ ...convolutionExample, batch: 64 }, { bias: true }, tile);
    expect(convolutionFilterGradient(wide, { bias: true }, tile).splits).toBeLessThan(narrow.splits);
  }
  expect(convolutionFilterGradient(wide, { bias: true }, workgroupTile).splits).toBe(1);
});
