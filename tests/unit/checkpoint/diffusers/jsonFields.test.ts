import { expect, test } from "vitest";
import { CheckpointError } from "#checkpoint/checkpointError.ts";
import { jsonFields } from "#checkpoint/diffusers/jsonFields.ts";

const read = (text: string) => jsonFields("a.json", new TextEncoder().encode(text));

test("fields come by name, those of a prototype too", () => {
  const fields = read('{"__proto__": {"polluted": true}, "constructor": 1, "名": "值"}');
  expect([...fields.keys()]).toEqual(["__proto__", "constructor", "名"]);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test.for([
  ["", 'a.json is "", expected JSON'],
  ["{", 'a.json is "{", expected JSON'],
  ["NaN", 'a.json is "NaN", expected JSON'],
  ["null", "a.json is null, expected an object"],
  ["[1]", "a.json is [1], expected an object"],
  ['"text"', 'a.json is "text", expected an object'],
  ['{"a": 1, "b": 2, "a": 3}', 'a.json has the key "a" twice, expected each key once'],
  [`{"a": ${"[".repeat(8)}${"]".repeat(8)}}`, "a.json is nested too deep, expected at most 8 levels"],
  [`${"[".repeat(100_000)}`, "a.json is"],
  [`${"[".repeat(100_000)}${"]".repeat(100_000)}`, "a.json is a list nested too deep, expected an object"],
  [
    `{"a": ${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
    "a.json is nested too deep, expected at most 8 levels",
  ],
  [
    `{"${"k".repeat(99)}": 1, "${"k".repeat(99)}": 2}`,
    `a.json has the key "${"k".repeat(59)}… (101 characters) twice, expected each key once`,
  ],
  [`{"a": "${"x".repeat(262_144)}"}`, "a.json has 262153 bytes, expected at most 262144"],
] as const)("%j is refused", ([text, message]) => {
  expect(() => read(text)).toThrow(CheckpointError);
  expect(() => read(text)).toThrow(message);
});

test("eight levels are read", () => {
  expect(read(`{"a": ${"[".repeat(7)}${"]".repeat(7)}}`).size).toBe(1);
});

test("bytes that are no text are refused", () => {
  expect(() => jsonFields("a.json", Uint8Array.of(0x7b, 0xff, 0x7d))).toThrow(
    "a.json holds bytes that are no text, expected UTF-8. Save or download the file again",
  );
});

test("a mark of the encoding before the text is no part of it", () => {
  expect(read('\ufeff{"a": 1}').get("a")).toBe(1);
});
