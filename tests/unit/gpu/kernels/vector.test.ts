import { expect, test } from "vitest";
import { vectorOf } from "#gpu/kernels/vector.ts";

test.each([
  { counts: [4], width: 4 },
  { counts: [8, 12], width: 4 },
  { counts: [6], width: 1 },
  { counts: [8, 3], width: 1 },
])("$counts move in vectors of $width", ({ counts, width }) => {
  expect(vectorOf(...counts).width).toBe(width);
});
