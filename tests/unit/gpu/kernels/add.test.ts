import { expect, test } from "vitest";
import { add } from "#gpu/kernels/add.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test("add is sound, whatever the count", () => {
  for (const count of [1, 6, 4096]) expectSound(add(count));
  expect(buffersOf(add(1))).toEqual(["write y", "read a", "read b"]);
});

test("add compiles nothing new for another scale", () => {
  expect(add(8, 0.5).shader.code).toBe(add(16).shader.code);
  expect(add(8, 0.5).params).toEqual({ count: 2, scale: 0.5 });
});
