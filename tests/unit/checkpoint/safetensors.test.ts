import { expect, test } from "vitest";
import { CheckpointError } from "#checkpoint/checkpointError.ts";
import { readSafetensors, writeSafetensors } from "#checkpoint/safetensors.ts";

const metadata = new Map([["step", "7"]]);
const tensorOf = (...values: number[]) => ({ shape: [values.length], values: Float32Array.from(values) });

/** The tensors' bytes of a file that has no other. */
function dataOf(bytes: Uint8Array): readonly number[] {
  return [...bytes.subarray(8 + new DataView(bytes.buffer).getUint32(0, true))];
}

test("numbers come back as they were in 32 bits, rounded in 16", () => {
  const tensors = new Map([
    ["a", { shape: [2, 1], values: Float32Array.of(1 / 3, -1e-30) }],
    ["b", { shape: [], values: Float32Array.of(4) }],
    ["c", { shape: [0, 3], values: new Float32Array() }],
  ]);
  expect(readSafetensors(writeSafetensors({ tensors, metadata }, "F32"))).toEqual({ tensors, metadata });
  const half = readSafetensors(writeSafetensors({ tensors, metadata }, "F16")).tensors;
  expect(half.get("a")?.values).toEqual(Float32Array.of(0.333251953125, -0));
  expect(half.get("b")).toEqual(tensors.get("b"));
});

test("the bytes are little-endian, one tensor after the other", () => {
  const tensors = new Map([
    ["a", tensorOf(1, -2)],
    ["b", tensorOf(0.5)],
  ]);
  expect(dataOf(writeSafetensors({ tensors, metadata }, "F16"))).toEqual([0, 0x3c, 0, 0xc0, 0, 0x38]);
  expect(dataOf(writeSafetensors({ tensors, metadata }, "F32"))).toEqual([
    0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 0, 0, 0, 0x3f,
  ]);
});

test("a file that is part of a larger buffer is read where it begins", () => {
  const file = writeSafetensors({ tensors: new Map([["a", tensorOf(3)]]), metadata }, "F32");
  const larger = new Uint8Array(file.length + 3);
  larger.set(file, 3);
  expect(readSafetensors(larger.subarray(3)).tensors.get("a")?.values).toEqual(Float32Array.of(3));
});

test.for([
  ["F32", Number.NaN, "value 1 is NaN; a network that has diverged is not saved. Train again"],
  ["F16", -Infinity, "value 1 is -Infinity; a network that has diverged is not saved. Train again"],
  [
    "F16",
    65520,
    "value 1 is 65520, outside the range of 16 bits, -65504..65504. Save the network in 32 bits.",
  ],
] as const)("%s: %f is not written", ([dtype, value, message]) => {
  const write = () => writeSafetensors({ tensors: new Map([["w", tensorOf(0, value)]]), metadata }, dtype);
  expect(write).toThrow(CheckpointError);
  expect(write).toThrow(`tensor "w": ${message}`);
});

test("a shape of another number of values is not written", () => {
  const tensors = new Map([["w", { shape: [2, 2], values: new Float32Array(3) }]]);
  expect(() => writeSafetensors({ tensors, metadata }, "F32")).toThrow(
    new RangeError('tensor "w": shape [2, 2] has 4 values, not 3'),
  );
});

test("what 16 bits just hold is written", () => {
  const file = writeSafetensors({ tensors: new Map([["w", tensorOf(65519, -65519)]]), metadata }, "F16");
  expect(readSafetensors(file).tensors.get("w")?.values).toEqual(Float32Array.of(65504, -65504));
});

test.for([
  ["F16", [0x00, 0x7c], "Infinity"],
  ["F32", [0, 0, 0xc0, 0x7f], "NaN"],
] as const)("%s: a file with a number that is not finite is refused", ([dtype, bits, text]) => {
  const file = writeSafetensors({ tensors: new Map([["w", tensorOf(0, 0)]]), metadata }, dtype);
  file.set(bits, file.length - bits.length);
  expect(() => readSafetensors(file)).toThrow(
    `tensor "w": value 1 is ${text}, expected finite numbers. Save or`,
  );
});

test("a file of more than 64 MiB is refused unread", () => {
  expect(() => readSafetensors(new Uint8Array(64 * 1024 * 1024 + 1))).toThrow(
    "the file has 67108865 bytes, expected at most 67108864. Choose a smaller network's file.",
  );
});
