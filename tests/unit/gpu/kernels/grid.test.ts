import { expect, test } from "vitest";
import { DIMENSION_MAX, workgroupGrid } from "#gpu/kernels/grid.ts";

test("workgroups beyond a dimension's limit go on in the next", () => {
  expect(workgroupGrid(65535)).toEqual([65535, 1, 1]);
  expect(workgroupGrid(65536, 3)).toEqual([32768, 2, 3]);
  const [x, y] = workgroupGrid(1_000_003);
  expect(x * y).toBeGreaterThanOrEqual(1_000_003);
  expect(x).toBeLessThanOrEqual(DIMENSION_MAX);
});
