import { expect, test } from "vitest";
import { printable, shown } from "#checkpoint/shown.ts";

const nested = (open: string, close: string): unknown =>
  JSON.parse(`${open.repeat(50_000)}1${close.repeat(50_000)}`);

test.for([
  [undefined, "missing"],
  [null, "null"],
  [[1, "a"], '[1,"a"]'],
  ["a\n", String.raw`"a\n"`],
  ["x".repeat(100), `"${"x".repeat(59)}… (102 characters)`],
  [nested("[", "]"), "a list nested too deep"],
  [nested('{"a":', "}"), "an object nested too deep"],
] as const)("case %#", ([value, text]) => {
  expect(shown(value)).toBe(text);
});

test("what cannot be seen is written by its number", () => {
  expect(printable("噪 🌸 a\u0000\u0085\u202e\u2028\u200b\ud83d")).toBe(
    String.raw`噪 🌸 a\u0000\u0085\u202e\u2028\u200b\ud83d`,
  );
});

test("a text of sixty is whole, a longer one is cut", () => {
  expect(printable("x".repeat(60))).toBe("x".repeat(60));
  expect(printable("x".repeat(61))).toBe(`${"x".repeat(60)}… (61 characters)`);
});
