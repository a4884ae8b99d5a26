import { expect, test } from "vitest";
import { CheckpointError } from "#checkpoint/checkpointError.ts";
import { fromStateDict, toStateDict } from "#checkpoint/stateDict.ts";

/** Parameters with a gap between them, as those that begin at multiples have. */
const layout = [
  { name: "conv.weight", shape: [2, 1, 2, 3], offset: 0, size: 12 },
  { name: "conv.bias", shape: [3], offset: 16, size: 3 },
  { name: "linear.weight", shape: [2, 3], offset: 20, size: 6 },
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
