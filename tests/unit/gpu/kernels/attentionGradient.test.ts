import { expect, test } from "vitest";
import { attentionKeyGradient, attentionQueryGradient } from "#gpu/kernels/attentionGradient.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test("both parts of attention's gradient are sound for any number of tokens and channels", () => {
  for (const [batch, tokens, channels] of [
    [1, 1, 1],
    [3, 7, 6],
    [8, 64, 40],
    [64, 256, 128],
  ] as const) {
    expectSound(attentionQueryGradient({ batch, tokens, channels }));
    expectSound(attentionKeyGradient({ batch, tokens, channels }));
  }
});

test("the second part takes up what the first has left", () => {
  const shape = { batch: 2, tokens: 16, channels: 8 };
  expect(buffersOf(attentionQueryGradient(shape))).toEqual([
    "write dqkv",
    "write dots",
    "read dOut",
    "read out",
    "read qkv",
    "read logSums",
  ]);
  expect(buffersOf(attentionKeyGradient(shape))).toEqual([
    "update dqkv",
    "read dots",
    "read dOut",
    "read qkv",
    "read logSums",
  ]);
});
