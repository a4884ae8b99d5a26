import { expect, test } from "vitest";
import { boundedLines } from "#checkpoint/boundedLines.ts";

const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}`);

test("few lines stay as they are", () => {
  expect(boundedLines([])).toEqual([]);
  expect(boundedLines(lines(21))).toEqual(lines(21));
});

test("of many the first twenty stay, and the others are counted", () => {
  expect(boundedLines(lines(150_001))).toEqual([...lines(20), "and 149981 more"]);
});

test("lines that are bounded are not bounded again", () => {
  const once = boundedLines(["x".repeat(9999), ...lines(99)]);
  expect(boundedLines(once)).toEqual(once);
});

test("a line is cut", () => {
  expect(boundedLines(["x".repeat(300)])).toEqual(["x".repeat(300)]);
  expect(boundedLines(["x".repeat(900_000)])).toEqual([`${"x".repeat(299)}…`]);
});
