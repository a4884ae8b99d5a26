import { describe, expect, test } from "vitest";
import { gradientBlocks, gradientSum, squaresLength } from "#gpu/kernels/gradientSum.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test("gradientBlocks cuts each parameter into blocks of 64 floats, the last one shorter", () => {
  const blocks = gradientBlocks([
    { offset: 0, size: 130, splits: 5 },
    { offset: 704, size: 3, splits: 1 },
  ]);
  expect([0, 4, 8, 12].map((at) => [...blocks.subarray(at, at + 4)])).toEqual([
    [0, 130, 5, 64],
    [64, 130, 5, 64],
    [128, 130, 5, 2],
    [704, 3, 1, 3],
  ]);
  expect(blocks.length).toBe(16);
});

describe("gradientSum", () => {
  test("is sound for small and large networks", () => {
    for (const blocks of [1, 17, 60_000]) {
      for (const lanes of [1, 64, 256] as const) expectSound(gradientSum(blocks, lanes));
    }
    expect(buffersOf(gradientSum(1))).toEqual([
      "write gradient",
      "write squares",
      "read partials",
      "read table",
    ]);
  });

  test("leaves one sum of squares per task", () => {
    for (const blocks of [1, 60_000]) {
      for (const lanes of [1, 64] as const) {
        expect(gradientSum(blocks, lanes).params["tasks"]).toBe(squaresLength(blocks, lanes));
      }
    }
    expect(squaresLength(1, 64)).toBe(1);
    expect(squaresLength(60_000, 64)).toBe(1024);
  });
});
