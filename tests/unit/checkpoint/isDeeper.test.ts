import { expect, test } from "vitest";
import { isDeeper } from "#checkpoint/isDeeper.ts";

const nested = (levels: number): unknown => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`);

test.for([
  [1, 0, false],
  [null, 0, false],
  [{}, 0, true],
  [{}, 1, false],
  [{ a: 1, b: { c: [1] } }, 2, true],
  [{ a: 1, b: { c: [1] } }, 3, false],
] as const)("%j has more than %d levels: %s", ([value, levels, deeper]) => {
  expect(isDeeper(value, levels)).toBe(deeper);
});

test("no nesting is too deep for it", () => {
  expect(isDeeper(nested(100_000), 8)).toBe(true);
});
