import { expect, test } from "vitest";
import { attentionGradientSums, attentionSum } from "#gpu/kernels/attentionSum.ts";
import { attentionShapes, buffersOf, expectSound } from "../../../fixtures/launch.ts";

test.each([1, 64] as const)("attention's sums are sound for any shape with %d lanes", (lanes) => {
  for (const shape of attentionShapes) {
    expectSound(attentionSum(shape, lanes));
    expectSound(attentionGradientSums(shape, lanes));
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
