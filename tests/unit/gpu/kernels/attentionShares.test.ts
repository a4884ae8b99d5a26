import { expect, test } from "vitest";
import { attentionShares } from "#gpu/kernels/attentionShares.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test.each([1, 64, 256] as const)("attentionShares is sound for any shape with %d lanes", (lanes) => {
  for (const [batch, tokens, channels] of [
    [1, 1, 1],
    [3, 7, 6],
    [8, 64, 40],
    [1000, 256, 128],
  ] as const) {
    expectSound(attentionShares({ batch, tokens, channels }, lanes));
  }
  expect(buffersOf(attentionShares({ batch: 2, tokens: 16, channels: 8 }, lanes))).toEqual([
    "write shares",
    "read qkv",
  ]);
});

test("attentionShares compiles nothing new for another batch, image size or width", () => {
  const { code } = attentionShares({ batch: 2, tokens: 16, channels: 40 }, 1).shader;
  expect(attentionShares({ batch: 64, tokens: 49, channels: 64 }, 1).shader.code).toBe(code);
});
