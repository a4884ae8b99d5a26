import { expect, test } from "vitest";
import { partialSum } from "#gpu/kernels/partialSum.ts";

test("one shader adds any number of partial sums of any size", () => {
  const [small, large] = [partialSum(3, 2), partialSum(100_000, 32)];
  expect(small.shader.code).toBe(large.shader.code);
  expect(large.params).toEqual({ count: 100_000, splits: 32 });
});
