import { expect, test } from "vitest";
import { readCheckpoint, writeCheckpoint } from "#checkpoint/checkpoint.ts";

const layout = [
  { name: "conv_in.weight", parts: ["conv_in.weight"], shape: [3, 3, 1, 4], offset: 0, size: 36 },
  { name: "conv_in.bias", parts: ["conv_in.bias"], shape: [4], offset: 64, size: 4 },
];
const info = {
  step: 3,
  imageChannels: 1,
  trainingLoss: 1,
  validationLoss: null,
  config: {},
  averaged: true,
} as const;
const weights = new Float32Array(68);
weights.set([0.5, -0.25, 2], 0);
weights.set([1, 2, 3, 4], 64);

test("a network comes back from its file", () => {
  const bytes = writeCheckpoint({ info, weights }, layout, "F16");
  const asked: unknown[] = [];
  const read = readCheckpoint(bytes, (what) => {
    asked.push(what);
    return layout;
  });
  expect(asked).toEqual([info]);
  expect(read).toEqual({ info, weights });
});

test("a cut file never gives a network, wherever it is cut", () => {
  const bytes = writeCheckpoint({ info, weights }, layout, "F32");
  for (let length = 0; length < bytes.length; length++) {
    expect(() => readCheckpoint(bytes.subarray(0, length), () => layout)).toThrow(
      "Save or download the file",
    );
  }
});

test("a file of another network is refused", () => {
  const bytes = writeCheckpoint({ info, weights }, layout, "F32");
  expect(() => readCheckpoint(bytes, () => layout.slice(0, 1))).toThrow(
    'tensor "conv_in.bias" is not one of this network.',
  );
});
