import { expect, test } from "vitest";
import { attentionSum } from "#gpu/kernels/attentionSum.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

const out = { source: "v", result: "alone", transposed: false, joins: false } as const;
const dk = { source: "q", result: "k", transposed: true, joins: true } as const;

test.each([1, 64] as const)("attentionSum is sound for any shape with %d lanes", (lanes) => {
  for (const [batch, tokens, channels] of [
    [1, 1, 1],
    [3, 7, 6],
    [8, 64, 40],
    [1000, 256, 128],
  ] as const) {
    for (const options of [out, dk]) expectSound(attentionSum({ batch, tokens, channels }, options, lanes));
  }
});

test("q, k and v lie side by side, and results among them join those that are there", () => {
  const shape = { batch: 2, tokens: 16, channels: 8 };
  expect(attentionSum(shape, out).params).toMatchObject({
    sourceStride: 6,
    sourcePart: 4,
    resultStride: 2,
    resultPart: 0,
  });
  expect(attentionSum(shape, dk).params).toMatchObject({
    sourceStride: 6,
    sourcePart: 0,
    resultStride: 6,
    resultPart: 2,
  });
  expect(buffersOf(attentionSum(shape, out))).toEqual(["write result", "read matrix", "read source"]);
  expect(buffersOf(attentionSum(shape, dk))).toEqual(["update result", "read matrix", "read source"]);
});
