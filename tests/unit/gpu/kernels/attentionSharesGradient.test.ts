import { expect, test } from "vitest";
import { attentionSharesGradient } from "#gpu/kernels/attentionSharesGradient.ts";
import { attentionShapes, buffersOf, expectSound } from "../../../fixtures/launch.ts";

test.each([1, 64, 256] as const)("attentionSharesGradient is sound for any shape with %d lanes", (lanes) => {
  for (const shape of attentionShapes) {
    expectSound(attentionSharesGradient(shape, lanes));
  }
  expect(buffersOf(attentionSharesGradient({ batch: 2, tokens: 16, channels: 8 }, lanes))).toEqual([
    "write dScores",
    "read shares",
    "read dOut",
    "read qkv",
  ]);
});
