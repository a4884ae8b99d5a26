import { expect, test } from "vitest";
import { attentionGradientSums, attentionSum } from "#gpu/kernels/attentionSum.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test.each([1, 64] as const)("attention's sums are sound for any shape with %d lanes", (lanes) => {
  for (const [batch, tokens, channels] of [
    [1, 1, 1],
    [3, 7, 6],
    [8, 64, 40],
    [1000, 256, 128],
  ] as const) {
    expectSound(attentionSum({ batch, tokens, channels }, lanes));
    expectSound(attentionGradientSums({ batch, tokens, channels }, lanes));
  }
});

test("the gradient's three sums share the threads, a third each", () => {
  const shape = { batch: 8, tokens: 64, channels: 40 };
  const [one, three] = [attentionSum(shape), attentionGradientSums(shape)];
  expect(three.params).toEqual(one.params);
  expect(three.workgroups[0]).toBe(3 * one.workgroups[0]);
  expect(buffersOf(one)).toEqual(["write out", "read shares", "read qkv"]);
  expect(buffersOf(three)).toEqual(["write dqkv", "read dScores", "read shares", "read qkv", "read dOut"]);
});
