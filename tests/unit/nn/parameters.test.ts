import { beforeAll, describe, expect, test } from "vitest";
import { chooseBackend } from "#engine/backend.ts";
import { groupNorm } from "#nn/groupNorm.ts";
import { conv, linear } from "#nn/layers.ts";
import { initialWeights, join, split } from "#nn/parameters.ts";
import { Scope, sizeOf } from "#nn/scope.ts";
import * as tf from "#nn/tf.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

const scope = new Scope();
conv(scope.child("conv"), 10, 20);
linear(scope.child("dense"), 50, 40);
groupNorm(scope.child("norm"), 8, 2, "none");
conv(scope.child("closing"), 3, 3, { zeroInit: true });
const { layout } = scope;

test("the layout has no gaps and names each parameter by its path", () => {
  expect(layout.map(({ name, offset, size }) => [name, offset, size])).toEqual([
    ["conv.weight", 0, 1800],
    ["conv.bias", 1800, 20],
    ["dense.weight", 1820, 2000],
    ["dense.bias", 3820, 40],
    ["norm.weight", 3860, 8],
    ["norm.bias", 3868, 8],
    ["closing.weight", 3876, 81],
    ["closing.bias", 3957, 3],
  ]);
  expect(sizeOf(layout)).toBe(3960);
  expect(sizeOf([])).toBe(0);
});

describe("initial weights are PyTorch's", () => {
  const weights = initialWeights(layout, 1);

  test.each([
    ["convolution", 0, 1820, 1 / Math.sqrt(9 * 10)],
    ["linear layer", 1820, 3860, 1 / Math.sqrt(50)],
  ])("%s: uniform within 1 / sqrt(fan-in), bias too", (_, from, to, bound) => {
    const values = weights.subarray(from, to);
    const variance = values.reduce((sum, w) => sum + w * w, 0) / values.length;
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(Math.fround(bound));
    expect(variance).toBeCloseTo(bound ** 2 / 3, 3);
  });

  test("GroupNorm begins as the identity, a closing convolution at zero", () => {
    expect([...weights.subarray(3860, 3876)]).toEqual([...Array(8).fill(1), ...Array(8).fill(0)]);
    expect(weights.subarray(3876).every((w) => w === 0)).toBe(true);
  });

  test("they depend on the seed and on nothing else", () => {
    expect(initialWeights(layout, 1)).toEqual(weights);
    expect(initialWeights(layout, 2)).not.toEqual(weights);
  });
});

describe("split and join", () => {
  beforeAll(async () => {
    await chooseBackend(["cpu"], refuseLoss);
  });

  test("undo each other", async () => {
    const flat = Float32Array.from({ length: 3960 }, (_, i) => i);
    const parts = split(layout, tf.tensor1d(flat));
    expect(parts.map(({ shape }) => shape)).toEqual(layout.map(({ shape }) => shape));
    expect(await join(parts).data()).toEqual(flat);
  });
});
