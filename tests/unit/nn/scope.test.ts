import { beforeAll, expect, test } from "vitest";
import { chooseBackend } from "#engine/backend.ts";
import { Scope, sizeOf } from "#nn/scope.ts";
import type { Tensor1D, Tensor2D } from "#nn/tf.ts";
import * as tf from "#nn/tf.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

function build() {
  const root = new Scope();
  const child = root.child("down_blocks.0");
  const weight = child.child("resnets.1").parameter<Tensor2D>("weight", [3, 4], { bound: 0.5 });
  const bias = root.parameter<Tensor1D>("bias", [5], { value: 1 });
  const last = child.parameter<Tensor1D>("last", [2], { value: 0 });
  return { root, child, weight, bias, last };
}

test("all scopes of a network write to one layout, without gaps, in the order of declaration", () => {
  const { root, child } = build();
  expect(root.layout).toEqual([
    {
      name: "down_blocks.0.resnets.1.weight",
      parts: ["down_blocks.0.resnets.1.weight"],
      shape: [3, 4],
      size: 12,
      offset: 0,
      init: { bound: 0.5 },
    },
    { name: "bias", parts: ["bias"], shape: [5], size: 5, offset: 12, init: { value: 1 } },
    {
      name: "down_blocks.0.last",
      parts: ["down_blocks.0.last"],
      shape: [2],
      size: 2,
      offset: 17,
      init: { value: 0 },
    },
  ]);
  expect(child.layout).toBe(root.layout);
  expect(sizeOf(root.layout)).toBe(19);
});

test("nothing declared is nothing long", () => {
  expect(sizeOf(new Scope().layout)).toBe(0);
});

test("each declaration finds its own tensor among the weights", () => {
  const { weight, bias, last } = build();
  const weights = [tf.tensor2d(Array(12).fill(0), [3, 4]), tf.tensor1d([1, 2, 3, 4, 5]), tf.tensor1d([6, 7])];
  expect(
    [weight(weights), bias(weights), last(weights)].map((found) => weights.findIndex((w) => w === found)),
  ).toEqual([0, 1, 2]);
});

test("weights that are too few are refused", () => {
  const { last } = build();
  expect(() => last([tf.tensor1d([1])])).toThrow(RangeError);
});

test("a scope of several names declares what lies side by side in one parameter", () => {
  const scope = new Scope().child("attentions.0").child("to_q", "to_k");
  scope.parameter("weight", [4, 8], { value: 0 });
  expect(scope.layout.map(({ name, parts }) => ({ name, parts }))).toEqual([
    {
      name: "attentions.0.to_q.weight|attentions.0.to_k.weight",
      parts: ["attentions.0.to_q.weight", "attentions.0.to_k.weight"],
    },
  ]);
});
