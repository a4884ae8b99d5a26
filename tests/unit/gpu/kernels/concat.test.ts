import { describe, expect, test } from "vitest";
import { concat, concatGradient } from "#gpu/kernels/concat.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

describe.each([
  { kernel: concat, buffers: ["write y", "read a", "read b"] },
  { kernel: concatGradient, buffers: ["write da", "write db", "read dy"] },
])("$kernel.name", ({ kernel, buffers }) => {
  test("is sound for any widths", () => {
    expectSound(kernel(35, 3, 5));
    expectSound(kernel(1024, 40, 24));
    expect(buffersOf(kernel(1, 1, 1))).toEqual(buffers);
  });

  test("moves vectors only where both parts consist of them", () => {
    expect(kernel(10, 8, 4).params).toEqual({ count: 30, left: 2, right: 1 });
    expect(kernel(10, 8, 6).params).toEqual({ count: 140, left: 8, right: 6 });
  });
});
