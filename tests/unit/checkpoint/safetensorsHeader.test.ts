import { expect, test } from "vitest";
import { CheckpointError } from "#checkpoint/checkpointError.ts";
import { parseHeader, writeHeader } from "#checkpoint/safetensorsHeader.ts";

const places = new Map([
  ["a", { dtype: "F16", shape: [2, 3], begin: 0, size: 6 }],
  ["b", { dtype: "F16", shape: [], begin: 12, size: 1 }],
] as const);

/** A header of these bytes and so many bytes of data. */
function fileOf(header: string | Uint8Array, dataBytes: number): Uint8Array {
  const text = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

test("what was written is read, and the numbers begin at a multiple of 8", () => {
  const metadata = new Map([["name", "噪声 \u007f\n 🌸 100 %"]]);
  const bytes = writeHeader(places, metadata);
  expect(bytes.length % 8).toBe(0);
  const file = new Uint8Array([...bytes, ...new Uint8Array(14)]);
  expect(parseHeader(file)).toEqual({ places, metadata, dataStart: bytes.length });
});

test("the header is what the format says", () => {
  const bytes = writeHeader(new Map([["w", { dtype: "F32", shape: [2], begin: 0, size: 2 }]]), new Map());
  const text = '{"__metadata__":{},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
  expect([...bytes.subarray(0, 8)]).toEqual([Math.ceil(text.length / 8) * 8, 0, 0, 0, 0, 0, 0, 0]);
  expect(new TextDecoder().decode(bytes.subarray(8)).trimEnd()).toBe(text);
});

test("texts in UTF-8, tensors in any order and keys named as an object's own are read", () => {
  const header =
    '{"__metadata__":{"name":"噪声 %41"},"b":{"dtype":"F16","shape":[1],"data_offsets":[4,6]},' +
    '"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  const { places: read, metadata } = parseHeader(fileOf(header, 6));
  expect([...read.keys()]).toEqual(["b", "__proto__"]);
  expect(metadata.get("name")).toBe("噪声 %41");
});

const entry = '{"dtype":"F32","shape":[2],"data_offsets":[0,8]}';

test.for([
  ["", "the header's length is 0, expected 2..8 in a file of 16 bytes"],
  ["[]      ", "the header is []      , expected a JSON object"],
  [" {}", "the header is  {}, expected a JSON object"],
  ["null", "the header is null, expected a JSON object"],
  ["{,}", "the header is {,}, expected JSON"],
  [`{"a":${entry},"a":${entry}}`, "the header's key is a, expected each key once"],
  ['{"__metadata__":[]}', "__metadata__ is [], expected an object of texts"],
  ['{"__metadata__":{"a":1}}', '__metadata__, key "a" is 1, expected a text'],
  ['{"a":7}', 'tensor "a" is 7, expected an object'],
  ['{"a":{}}', 'tensor "a": dtype is missing, expected "F16" or "F32"'],
  [entry.replace("F32", "BF16"), 'tensor "a": dtype is BF16, expected "F16" or "F32"'],
  [entry.replace('"F32"', '"toString"'), 'tensor "a": dtype is toString, expected "F16" or "F32"'],
  [entry.replace("[2]", "[-2]"), 'tensor "a": shape is [-2], expected at most 8 whole numbers'],
  [entry.replace("[2]", "[2.5]"), 'tensor "a": shape is [2.5], expected at most 8 whole numbers'],
  [entry.replace("[2]", "[9007199254740992]"), "expected at most 8 whole numbers"],
  [entry.replace("[2]", "[1,1,1,1,1,1,1,1,2]"), "expected at most 8 whole numbers"],
  [entry.replace("[2]", '"2"'), 'tensor "a": shape is 2, expected at most 8 whole numbers'],
  [entry.replace("[0,8]", "[0,8,9]"), 'tensor "a": data_offsets is [0,8,9], expected two whole numbers'],
  [
    entry.replace("[0,8]", "[8,0]"),
    'tensor "a": data_offsets is [8,0], expected 8 bytes, as F32 of shape [2] takes',
  ],
  [
    entry.replace("[0,8]", "[0,4]"),
    'tensor "a": data_offsets is [0,4], expected 8 bytes, as F32 of shape [2] takes',
  ],
  [entry.replace("[2]", "[9007199254740991,9007199254740991]"), "data_offsets is [0,8], expected 3.245"],
  [entry.replace("}", ',"extra":1}'), 'tensor "a": its key is extra, expected dtype, shape, data_offsets'],
  [
    entry.replace("[0,8]", "[4,12]"),
    'tensor "a": its first byte is 4, expected 0, where the last tensor ends',
  ],
  [`{"a":${entry},"b":${entry}}`, 'tensor "b": its first byte is 0, expected 8, where the last tensor ends'],
  ["{}", "the tensors' last byte is 0, expected 8, where the file ends"],
] as const)("%s is refused", ([header, message]) => {
  const text = header.startsWith('{"dtype"') ? `{"a":${header}}` : header;
  const read = () => parseHeader(fileOf(text, 8));
  expect(read).toThrow(CheckpointError);
  expect(read).toThrow(message);
  expect(read).toThrow("Save or download the file again");
});

test("a header that is no UTF-8 is refused", () => {
  const read = () => parseHeader(fileOf(Uint8Array.of(0x7b, 0xff, 0x7d), 0));
  expect(read).toThrow("the header is bytes that are no text, expected UTF-8");
});

test("a length beyond the file, beyond 1 MB or beyond 2^53 is refused before anything is read", () => {
  const bytes = fileOf("{}", 0);
  new DataView(bytes.buffer).setBigUint64(0, 3n, true);
  expect(() => parseHeader(bytes)).toThrow("the header's length is 3, expected 2..2 in a file of 10 bytes");
  new DataView(bytes.buffer).setBigUint64(0, 2n ** 64n - 1n, true);
  expect(() => parseHeader(bytes)).toThrow("the header's length is 18446744073709552000, expected 2..2");
  expect(() => parseHeader(fileOf(" ".repeat(1_000_001), 0))).toThrow(
    "the header's length is 1000001, expected 2..1000000",
  );
  expect(() => parseHeader(new Uint8Array(7))).toThrow(
    "the file is 7 bytes long, expected more than 8 bytes",
  );
});
