import { expect, test } from "vitest";
import { component, lines, range, sumOf } from "#gpu/kernels/unroll.ts";

test("code is written out item by item", () => {
  expect(range(3)).toEqual([0, 1, 2]);
  expect(lines(range(2), (i) => `a${i};`)).toBe("a0;\na1;");
});

test("a sum of nothing is zero", () => {
  expect(sumOf(["a", "b"])).toBe("a + b");
  expect(sumOf([], "vec4f()")).toBe("vec4f()");
});

test("a plain number has no components", () => {
  expect(component("x1", 4, 2)).toBe("x1.z");
  expect(component("x1", 1, 0)).toBe("x1");
});
