import { expect, test } from "vitest";
import { repeatedKey } from "#checkpoint/repeatedKey.ts";

test.for([
  ['{"a": 1, "b": {"a": 1}, "c": [{"a": 1}, {"a": 2}]}', null],
  ['{"a": "a", "b": "a"}', null],
  ['{"a": "\\"b\\": {", "b": 1}', null],
  ['{"a": 1, "b": 2, "a": 3}', "a"],
  ['{"x": {"a": 1, "a" : 2}}', "a"],
  ['{"a": {"b": 1}, "\\u0061": 2}', "a"],
  ['{"__proto__": 1, "__proto__": 2}', "__proto__"],
  ['{"}": 1, "}": 2}', "}"],
  ["[]", null],
] as const)("%s has twice: %s", ([json, key]) => {
  expect(repeatedKey(json)).toBe(key);
});
