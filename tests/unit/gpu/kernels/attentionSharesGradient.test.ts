import { expect, test } from "vitest";
import { attentionSharesGradient } from "#gpu/kernels/attentionSharesGradient.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test.each([1, 64, 256] as const)("attentionSharesGradient is sound for any shape with %d lanes", (lanes) => {
  for (const [batch, tokens, channels] of [
    [1, 1, 1],
    [3, 7, 6],
    [8, 64, 40],
    [1000, 256, 128],
  ] as const) {
    expectSound(attentionSharesGradient({ batch, tokens, channels }, lanes));
  }
  expect(buffersOf(attentionSharesGradient({ batch: 2, tokens: 16, channels: 8 }, lanes))).toEqual([
    "write dScores",
    "read shares",
    "read dOut",
    "read qkv",
  ]);
});
