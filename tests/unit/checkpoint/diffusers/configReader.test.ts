import { expect, test } from "vitest";
import type { Findings } from "#checkpoint/diffusers/configReader.ts";
import { ConfigReader, isWhole } from "#checkpoint/diffusers/configReader.ts";
import { jsonBytes } from "../../../fixtures/diffusersModel.ts";

function readerOf(fields: unknown): { reader: ConfigReader; findings: Findings } {
  const findings: Findings = { problems: [], notes: [] };
  return { reader: new ConfigReader("f.json", jsonBytes(fields), findings), findings };
}

test("what works is taken, from the file or from what it means to be silent", () => {
  const { reader, findings } = readerOf({ act: "silu", list: ["a"], count: 3, share: 0.5 });
  expect(reader.only("act", undefined, "relu", "silu")).toBe("silu");
  expect(reader.only("list", undefined, ["a"])).toEqual(["a"]);
  expect(reader.whole("count", undefined, 1, 3)).toBe(3);
  expect(reader.number("share", undefined, 0, 1)).toBe(0.5);
  expect(reader.only("silent", null, 1, null)).toBeNull();
  expect(reader.get("act")).toBe("silu");
  expect(findings).toEqual({ problems: [], notes: [] });
});

test("what does not work is gathered in order, and reading goes on", () => {
  const { reader, findings } = readerOf({ act: "gelu", count: 2.5, share: 2, text: "1" });
  expect(reader.only("act", "silu", "silu")).toBe("silu");
  expect(reader.whole("count", 1, 1, 9)).toBe(1);
  expect(reader.number("share", 0, 0, 1)).toBe(0);
  expect(reader.only("text", 1, 1, 2)).toBe(1);
  expect(reader.only("dim", 8, null)).toBeNull();
  expect(reader.only("must", undefined, true)).toBe(true);
  reader.problem("two keys disagree");
  expect(findings.problems).toEqual([
    'f.json: act is "gelu", only "silu" works here',
    "f.json: count is 2.5, only whole numbers in 1..9 work here",
    "f.json: share is 2, only numbers in 0..1 work here",
    'f.json: text is "1", only 1 or 2 work here',
    "f.json: dim is missing, which means 8, only null works here",
    "f.json: must is missing, only true works here",
    "f.json: two keys disagree",
  ]);
});

test("what has no effect is noted, diffusers' own keys are not", () => {
  const { reader, findings } = readerOf({
    _version: "1",
    dropout: 0.1,
    spacing: "leading",
    asked: 1,
    __proto__x: 1,
  });
  reader.only("asked", 1, 1);
  reader.noteDifferent("is chosen in the page", { spacing: "trailing", absent: 1 });
  reader.noteTheRest();
  expect(findings.notes).toEqual([
    'f.json: spacing ("leading") is chosen in the page',
    "f.json: dropout (0.1) is not known here and was left out",
  ]);
});

test("a long key is cut in its note, and cannot break its line", () => {
  const { reader, findings } = readerOf({ ["k".repeat(1000)]: 0, "a\nb": 0 });
  reader.noteTheRest();
  expect(findings.notes).toEqual([
    `f.json: ${"k".repeat(60)}… (1000 characters) (0) is not known here and was left out`,
    String.raw`f.json: a\u000ab (0) is not known here and was left out`,
  ]);
});

test.for([
  [1, true],
  [2 ** 53, false],
  [1.5, false],
  ["1", false],
  [null, false],
] as const)("%j is a whole number: %s", ([value, whole]) => {
  expect(isWhole(value)).toBe(whole);
});
