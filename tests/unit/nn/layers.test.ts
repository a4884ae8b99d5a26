import { beforeAll, describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { chooseBackend } from "#engine/backend.ts";
import { upsample } from "#nn/convolution.ts";
import { conv, linear, silu } from "#nn/layers.ts";
import { Scope } from "#nn/scope.ts";
import * as tf from "#nn/tf.ts";
import { layerCases } from "../../fixtures/layers.ts";
import { expectGradient, randomTensor } from "../../fixtures/numericGradient.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

describe("gradients are the slope of the value", () => {
  test.each(layerCases)("$name", async ({ parameterShapes, inputShapes, run }) => {
    const weights = parameterShapes.map((shape, i) => tf.mul(randomTensor([...shape], i), 0.4));
    const inputs = inputShapes.map((shape, i) => randomTensor([...shape], 100 + i));
    const isNetwork = weights.length > 20;
    // A parameter of each kind will do for the whole network; the layers have been through all of theirs.
    const tried = isNetwork ? weights.slice(0, 4) : weights;
    await expectGradient(
      (...xs) => run([...xs.slice(0, tried.length), ...weights.slice(tried.length)], xs.slice(tried.length)),
      [...tried, ...inputs],
    );
  });
});

test("the gradient of upsampling sums four copies, in the second image too", async () => {
  const x = tf.tensor4d(new Float32Array(8), [2, 2, 2, 1]);
  const dy = tf.tensor4d(
    Float32Array.from({ length: 32 }, (_, i) => i),
    [2, 4, 4, 1],
  );
  const { grads } = tf.valueAndGrads((...xs: tf.Tensor[]) => upsample(at(xs, 0) as tf.Tensor4D))([x], dy);
  expect([...(await at(grads, 0).data())]).toEqual([10, 18, 42, 50, 74, 82, 106, 114]);
});

test("upsampling repeats each pixel in both directions", async () => {
  const y = upsample(tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]));
  expect(y.shape).toEqual([1, 2, 4, 2]);
  expect([...(await y.data())]).toEqual([1, 2, 1, 2, 3, 4, 3, 4, 1, 2, 1, 2, 3, 4, 3, 4]);
});

test("stride 2 pads below and to the right, as diffusers' Downsample2D with padding 0 does", async () => {
  const layer = conv(new Scope(), 1, 1, { stride: 2 });
  const kernel = tf.tensor4d([1, 0, 0, 0, 0, 0, 0, 0, 0], [3, 3, 1, 1]);
  const image = tf.tensor4d(
    Float32Array.from({ length: 16 }, (_, i) => i),
    [1, 4, 4, 1],
  );
  const y = layer([kernel, tf.tensor1d([0.5])], image);
  expect([...(await y.data())]).toEqual([0.5, 2.5, 8.5, 10.5]);
});

test("linear is x W + b", async () => {
  const layer = linear(new Scope(), 2, 2);
  const y = layer(
    [tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor1d([10, 20])],
    tf.tensor2d([1, 1, 0, 2], [2, 2]),
  );
  expect([...(await y.data())]).toEqual([14, 26, 16, 28]);
});

test("silu is x over 1 + exp(-x)", async () => {
  const [a, b, c] = await silu(tf.tensor1d([-2, 0, 3])).data();
  expect(a).toBeCloseTo(-0.23840584, 6);
  expect(b).toBe(0);
  expect(c).toBeCloseTo(2.85772238, 6);
});

test("a layer that starts at zero answers zero", async () => {
  const scope = new Scope();
  conv(scope, 2, 2, { zeroInit: true });
  expect(scope.layout.map(({ init }) => init)).toEqual([{ value: 0 }, { value: 0 }]);
});
