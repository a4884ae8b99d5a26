import { describe, expect, test } from "vitest";
import { silu, siluGradient } from "#gpu/kernels/silu.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

describe.each([
  { kernel: silu, buffers: ["write y", "read x"] },
  { kernel: siluGradient, buffers: ["write dx", "read dy", "read x"] },
])("$kernel.name", ({ kernel, buffers }) => {
  test("is sound, whatever the count", () => {
    for (const count of [1, 3, 4, 4096, 2 ** 24]) expectSound(kernel(count));
    expect(buffersOf(kernel(4))).toEqual(buffers);
  });

  test("compiles nothing new for another count of the same kind", () => {
    expect(kernel(8, 64).shader.code).toBe(kernel(4096).shader.code);
    expect(kernel(6).shader.code).not.toBe(kernel(8).shader.code);
  });
});
