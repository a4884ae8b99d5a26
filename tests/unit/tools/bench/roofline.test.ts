import { expect, test } from "vitest";
import { copiedBytes } from "../../../../tools/bench/roofline.ts";

const limits = (maxStorageBufferBindingSize: number, maxBufferSize = 2 ** 32) => ({
  maxBufferSize,
  maxStorageBufferBindingSize,
});

test("what is copied to find the bandwidth fits what the device binds", () => {
  expect(copiedBytes(limits(2 ** 31), false)).toBe(2 ** 28);
  expect(copiedBytes(limits(2 ** 31), true)).toBe(2 ** 25);
  expect(copiedBytes(limits(2 ** 27), false)).toBe(2 ** 27);
  expect(copiedBytes(limits(2 ** 27 + 4, 2 ** 26), false)).toBe(2 ** 26);
  // Not every limit is a power of two.
  expect(copiedBytes(limits(2 ** 28 - 4), false)).toBe(2 ** 27);
});
