import { beforeAll, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { chooseBackend } from "#engine/backend.ts";
import { initialWeights, split } from "#nn/parameters.ts";
import { residualBlock } from "#nn/residualBlock.ts";
import type { Weights } from "#nn/scope.ts";
import { Scope } from "#nn/scope.ts";
import * as tf from "#nn/tf.ts";
import { randomTensor } from "../../fixtures/numericGradient.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

function build(channelsIn: number, channelsOut: number, zeroInit: boolean) {
  const scope = new Scope();
  const block = residualBlock(scope, { channelsIn, channelsOut, embedding: 6, groups: 1, zeroInit });
  const weights = split(scope.layout, tf.tensor1d(initialWeights(scope.layout, 1)));
  return { block, weights, layout: scope.layout };
}

/** silu(temb). */
const time = () => randomTensor<tf.Tensor2D>([2, 6], 2);

test("with its last convolution at zero a block of one width begins as the identity, whatever the timestep", async () => {
  const { block, weights } = build(4, 4, true);
  const x = randomTensor<tf.Tensor4D>([2, 3, 3, 4], 1);
  expect(await block(weights, x, time()).data()).toEqual(await x.data());
});

test("one that changes the width begins as its shortcut, pixel by pixel a matrix product", async () => {
  const { block, weights, layout } = build(3, 4, true);
  const x = randomTensor<tf.Tensor4D>([2, 2, 2, 3], 1);
  const parameter = parameters(layout, weights);
  const [w, b] = [await parameter("conv_shortcut.weight"), await parameter("conv_shortcut.bias")];
  const [pixels, y] = [await x.data(), await block(weights, x, time()).data()];
  expect(y).toHaveLength(8 * 4);
  for (const [i, value] of y.entries()) {
    const [p, d] = [Math.floor(i / 4), i % 4];
    const expected = [0, 1, 2].reduce((sum, c) => sum + at(pixels, p * 3 + c) * at(w, c * 4 + d), at(b, d));
    expect(value).toBeCloseTo(expected, 5);
  }
});

test("of one pixel a convolution sees its middle alone: the whole block by hand", async () => {
  const { block, weights, layout } = build(4, 4, false);
  const x = randomTensor<tf.Tensor4D>([2, 1, 1, 4], 1);
  const parameter = parameters(layout, weights);
  const dense = async (name: string, row: number[], middle: number) => {
    const [w, b] = [await parameter(`${name}.weight`), await parameter(`${name}.bias`)];
    return Array.from(b, (bias, d) =>
      row.reduce((sum, value, c) => sum + value * at(w, (middle * row.length + c) * 4 + d), bias),
    );
  };
  const [images, embeddings] = [await x.data<"float32">(), await time().data<"float32">()];
  const y = await block(weights, x, time()).data<"float32">();
  for (const b of [0, 1]) {
    const image = [...images.subarray(b * 4, b * 4 + 4)];
    const bias = await dense("time_emb_proj", [...embeddings.subarray(b * 6, b * 6 + 6)], 0);
    let h = await dense("conv1", silu(normalise(image)), 4);
    h = h.map((value, c) => value + at(bias, c));
    h = await dense("conv2", silu(normalise(h)), 4);
    for (const [c, value] of h.entries()) expect(y[b * 4 + c]).toBeCloseTo(at(image, c) + value, 4);
  }
});

function parameters(layout: Scope["layout"], weights: Weights) {
  return (name: string) =>
    at(
      weights,
      layout.findIndex((spec) => spec.name === name),
    ).data<"float32">();
}

function silu(row: readonly number[]): number[] {
  return row.map((x) => x / (1 + Math.exp(-x)));
}

/** All channels are one group here, and scale and shift are at their beginning. */
function normalise(row: readonly number[]): number[] {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
  const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
  return row.map((value) => (value - mean) / Math.sqrt(variance + 1e-6));
}
