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

test("a tensor may be named as an object's own key, not as the texts are", () => {
  const place = { dtype: "F32", shape: [1], begin: 0, size: 1 } as const;
  const named = new Map([["__proto__", place]]);
  const bytes = writeHeader(named, new Map([["__proto__", "text"]]));
  const { places: read, metadata } = parseHeader(new Uint8Array([...bytes, 0, 0, 0, 0]));
  expect(read).toEqual(named);
  expect(metadata).toEqual(new Map([["__proto__", "text"]]));
  expect(() => writeHeader(new Map([["__metadata__", place]]), new Map())).toThrow(RangeError);
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
  [`{"a":${entry},"a":${entry}}`, `the header's key is "a", expected each key once`],
  ['{"__metadata__":[]}', "__metadata__ is [], expected an object of texts"],
  ['{"__metadata__":{"a":1}}', '__metadata__, key "a" is 1, expected a text'],
  ['{"a":7}', 'tensor "a" is 7, expected an object'],
  ['{"a":{}}', 'tensor "a": dtype is missing, expected "F16" or "F32"'],
  [entry.replace("F32", "BF16"), 'tensor "a": dtype is "BF16", expected "F16" or "F32"'],
  [entry.replace('"F32"', '"toString"'), 'tensor "a": dtype is "toString", expected "F16" or "F32"'],
  [entry.replace("[2]", "[-2]"), 'tensor "a": shape is [-2], expected at most 8 whole numbers'],
  [entry.replace("[2]", "[2.5]"), 'tensor "a": shape is [2.5], expected at most 8 whole numbers'],
  [entry.replace("[2]", "[9007199254740992]"), "expected at most 8 whole numbers"],
  [entry.replace("[2]", "[1,1,1,1,1,1,1,1,2]"), "expected at most 8 whole numbers"],
  [entry.replace("[2]", '"2"'), 'tensor "a": shape is "2", expected at most 8 whole numbers'],
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
  [entry.replace("}", ',"extra":1}'), 'tensor "a": its key is "extra", expected dtype, shape, data_offsets'],
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
  expect(() => parseHeader(new Uint8Array(9))).toThrow(
    "the file is 9 bytes long, expected at least 10 bytes",
  );
  expect(() => parseHeader(new Uint8Array(7))).toThrow(
    "the file is 7 bytes long, expected at least 10 bytes",
  );
});

const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;

test.for([
  [deep, "the header is [[["],
  [`{"a":${deep}}`, 'tensor "a" is a list nested too deep, expected an object'],
  [`{"__metadata__":${deep}}`, "__metadata__ is a list nested too deep, expected an object of texts"],
  [`{"__metadata__":{"a":${deep}}}`, '__metadata__, key "a" is a list nested too deep, expected a text'],
  [`{"a":${entry.replace('"F32"', deep)}}`, 'tensor "a": dtype is a list nested too deep, expected "F16"'],
  [`{"a":${entry.replace("[2]", deep)}}`, 'tensor "a": shape is a list nested too deep, expected at most 8'],
  [`{"a":${entry.replace("[0,8]", deep)}}`, "data_offsets is a list nested too deep, expected two whole"],
] as const)("nested too deep to be written out, it is named: case %#", ([header, message]) => {
  const read = () => parseHeader(fileOf(header, 8));
  expect(read).toThrow(CheckpointError);
  expect(read).toThrow(message);
});

const long = "n".repeat(500_000);

test.for([
  JSON.stringify({ [long]: 5 }),
  JSON.stringify({ __metadata__: { [long]: 5 } }),
  JSON.stringify({ a: { dtype: long, shape: [2], data_offsets: [0, 8] } }),
  JSON.stringify({ a: { [long]: 1, dtype: "F32", shape: [2], data_offsets: [0, 8] } }),
  JSON.stringify({ [long]: { dtype: "F32", shape: [2], data_offsets: [4, 12] } }),
  `{"${"n".repeat(400_000)}":1,"${"n".repeat(400_000)}":1}`,
])("a long name does not make a long message: case %#", (header) => {
  expect(() => parseHeader(fileOf(header, 8))).toThrow(/^.{60,300}$/);
});

test("a name cannot break its line", () => {
  expect(() => parseHeader(fileOf('{"a\\n\\u202eb":7}', 8))).toThrow(
    String.raw`tensor "a\n\u202eb" is 7, expected an object`,
  );
});
