import { expect, test } from "vitest";
import { attentionShares } from "#gpu/kernels/attentionShares.ts";
import { attentionShapes, buffersOf, expectSound } from "../../../fixtures/launch.ts";

test.each([1, 64, 256] as const)("attentionShares is sound for any shape with %d lanes", (lanes) => {
  for (const shape of attentionShapes) {
    expectSound(attentionShares(shape, lanes));
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
