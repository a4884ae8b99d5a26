import { expect, test } from "vitest";
import { CheckpointError } from "#checkpoint/checkpointError.ts";
import { fromStateDict, toStateDict } from "#checkpoint/stateDict.ts";

/** Parameters with a gap between them, as those that begin at multiples have. */
const layout = [
  { name: "conv.weight", parts: ["conv.weight"], shape: [2, 1, 2, 3], offset: 0, size: 12 },
  { name: "conv.bias", parts: ["conv.bias"], shape: [3], offset: 16, size: 3 },
  { name: "linear.weight", parts: ["linear.weight"], shape: [2, 3], offset: 20, size: 6 },
];
const flat = Float32Array.from({ length: 26 }, (_, i) => i);

test("axes stand in PyTorch's order", () => {
  const tensors = toStateDict(layout, flat);
  // ours[y, 0, in, out] is 6 y + 3 in + out.
  expect(tensors.get("conv.weight")).toEqual({
    shape: [3, 2, 2, 1],
    values: Float32Array.of(0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11),
  });
  expect(tensors.get("conv.bias")).toEqual({ shape: [3], values: Float32Array.of(16, 17, 18) });
  expect(tensors.get("linear.weight")).toEqual({
    shape: [3, 2],
    values: Float32Array.of(20, 23, 21, 24, 22, 25),
  });
});

test("the way back gives the vector, with zeros in its gaps", () => {
  const back = fromStateDict(layout, toStateDict(layout, flat));
  expect([...back]).toEqual([...flat].map((value) => ([12, 13, 14, 15, 19].includes(value) ? 0 : value)));
});

test("a vector that is too short is refused", () => {
  expect(() => toStateDict(layout, flat.subarray(0, 25))).toThrow(RangeError);
});

test("a missing, an unknown and a misshapen tensor are named", () => {
  const read = (change: (tensors: ReturnType<typeof toStateDict>) => void) => () => {
    const tensors = toStateDict(layout, flat);
    change(tensors);
    return fromStateDict(layout, tensors);
  };
  expect(read((tensors) => tensors.delete("conv.bias"))).toThrow(
    new CheckpointError(
      'tensor "conv.bias" is missing. Choose the network size that the file was made with.',
    ),
  );
  const extra = { shape: [1], values: new Float32Array(1) };
  expect(read((tensors) => tensors.set("extra", extra))).toThrow(
    'tensor "extra" is not one of this network.',
  );
  const transposed = { shape: [2, 3], values: new Float32Array(6) };
  expect(read((tensors) => tensors.set("linear.weight", transposed))).toThrow(
    'tensor "linear.weight" has shape [2, 3], expected [3, 2].',
  );
});

test("a long name is cut in what is said of it", () => {
  const tensors = new Map([["n".repeat(900_000), { shape: [1], values: new Float32Array(1) }]]);
  expect(() => fromStateDict(layout, tensors)).toThrow(/^.{60,300}$/);
});

test("what lies side by side here is one tensor after the other there", () => {
  const beside = [
    { name: "a.weight|b.weight", parts: ["a.weight", "b.weight"], shape: [2, 4], offset: 0, size: 8 },
    { name: "a.bias|b.bias", parts: ["a.bias", "b.bias"], shape: [4], offset: 8, size: 4 },
  ];
  const values = Float32Array.from({ length: 12 }, (_, i) => i);
  const tensors = toStateDict(beside, values);
  // ours[in, out] is 4 in + out; a has the columns 0 and 1, b has 2 and 3.
  expect(Object.fromEntries(tensors)).toEqual({
    "a.weight": { shape: [2, 2], values: Float32Array.of(0, 4, 1, 5) },
    "b.weight": { shape: [2, 2], values: Float32Array.of(2, 6, 3, 7) },
    "a.bias": { shape: [2], values: Float32Array.of(8, 9) },
    "b.bias": { shape: [2], values: Float32Array.of(10, 11) },
  });
  expect(fromStateDict(beside, tensors)).toEqual(values);
  tensors.delete("b.bias");
  expect(() => fromStateDict(beside, tensors)).toThrow('tensor "b.bias" is missing');
});

test("the table of the classes keeps its rows", () => {
  const name = "class_embedding.weight";
  const table = [{ name, parts: [name], shape: [2, 3], offset: 1, size: 6 }];
  const flat = Float32Array.of(0, 1, 2, 3, 4, 5, 6);
  const tensors = toStateDict(table, flat);
  expect(tensors.get(name)).toEqual({ shape: [2, 3], values: flat.subarray(1) });
  expect(fromStateDict(table, tensors)).toEqual(flat);
});
