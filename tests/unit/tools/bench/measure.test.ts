import { expect, test } from "vitest";
import { median } from "../../../../tools/bench/measure.ts";

test.for([
  [[3], 3],
  [[10, 1, 2], 2],
  [[10, 1, 3, 2], 2.5],
] as const)("the median of %j is %d", ([values, middle]) => {
  expect(median(values)).toBe(middle);
});
