import { expect, test } from "vitest";
import { attention } from "#gpu/kernels/attention.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test("attention is sound for any number of tokens and channels", () => {
  for (const [batch, tokens, channels] of [
    [1, 1, 1],
    [3, 7, 6],
    [8, 64, 40],
    [2, 25, 12],
    [64, 256, 128],
  ] as const) {
    expectSound(attention({ batch, tokens, channels }));
  }
  expect(buffersOf(attention({ batch: 2, tokens: 16, channels: 8 }))).toEqual([
    "write out",
    "write logSums",
    "read qkv",
  ]);
});

test("attention compiles nothing new for another batch, image size or number of tokens", () => {
  const { code } = attention({ batch: 2, tokens: 16, channels: 40 }).shader;
  expect(attention({ batch: 64, tokens: 49, channels: 40 }).shader.code).toBe(code);
});
