import { expect, test } from "vitest";
import { paddedSize } from "#gpu/kernels/padding.ts";

test.each([
  [0, 0],
  [1, 64],
  [64, 64],
  [65, 128],
])("%d floats take the room of %d", (size, padded) => {
  expect(paddedSize(size)).toBe(padded);
});
