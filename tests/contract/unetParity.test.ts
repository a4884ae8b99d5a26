import { beforeAll, describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { adam } from "#nn/adam.ts";
import { chooseBackend } from "#engine/backend.ts";
import { join, split } from "#nn/parameters.ts";
import * as tf from "#nn/tf.ts";
import { embedTimesteps } from "#nn/timestepEmbedding.ts";
import { createUnet } from "#nn/unet.ts";
import { refuseLoss } from "../fixtures/refuseLoss.ts";
import {
  configOf,
  imagesOf,
  inTorchOrder,
  largestDifference,
  learningRate,
  noiseOf,
  parityCases,
  parityWeights,
  pattern,
} from "../fixtures/unetParity.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

// Ten times float32's own error: looser bounds would let another epsilon in the GroupNorms pass.
describe.each(parityCases)("PyTorch agrees at $imageSize px, widths $channels, on", (parityCase) => {
  const unet = createUnet(configOf(parityCase));
  const start = parityWeights(unet.layout);

  test("the name of every parameter", () => {
    const names = unet.layout.flatMap(({ parts }) => parts);
    expect(names.toSorted()).toEqual(Object.keys(parityCase.gradients).toSorted());
  });

  test("what the network answers", async () => {
    const weights = split(unet.layout, tf.tensor1d(start));
    const output = await unet
      .forward(weights, imagesOf(parityCase), embedTimesteps(parityCase.t, unet.timestepChannels))
      .data<"float32">();
    expect(output.length).toBe(parityCase.output.length);
    expect(largestDifference(output, parityCase.output)).toBeLessThan(1e-5);
  });

  test("the gradient by every parameter", async () => {
    const { gradient } = differentiate(tf.tensor1d(start));
    const flat = await gradient.data<"float32">();
    for (const spec of unet.layout) {
      const { parts, size, offset } = spec;
      const whole = inTorchOrder(spec, flat.subarray(offset, offset + size));
      const share = size / parts.length;
      for (const [i, name] of parts.entries()) {
        const [norm = Number.NaN, along = Number.NaN, ...first] = parityCase.gradients[name] ?? [];
        const ours = whole.subarray(i * share, (i + 1) * share);
        const measured = [
          Math.sqrt(dot(ours, ours)),
          dot(ours, pattern(`${name}.direction`, share)),
          ...ours,
        ];
        // Attention does not change when all keys move alike: that gradient is 0, and rounding errors here.
        const tolerance = 5e-5 * Math.max(norm, 1e-3);
        const difference = largestDifference([norm, along, ...first], measured);
        expect(difference, `${name}: ${norm}`).toBeLessThan(tolerance);
      }
    }
  });

  test("the loss before and after each of five steps of Adam", async () => {
    const zeros = tf.fill<tf.Rank.R1>([start.length], 0);
    let state = { weights: tf.tensor1d(start), mean: zeros, variance: zeros };
    const losses: number[] = [];
    for (let step = 1; step <= parityCase.losses.length; step++) {
      const { loss, gradient } = differentiate(state.weights);
      losses.push(at(await loss.data(), 0));
      state = adam(state, gradient, learningRate, step);
    }
    expect(losses).toHaveLength(6);
    expect(largestDifference(losses, parityCase.losses)).toBeLessThan(1e-5);
  });

  /** mean((eps_theta - eps)^2) and its gradient by all weights, [N]. */
  function differentiate(flat: tf.Tensor1D) {
    return tf.tidy(() => {
      const images = imagesOf(parityCase);
      const noise = noiseOf(parityCase);
      const lossOf = (...weights: tf.Tensor[]) =>
        tf.mean(
          tf.square(
            tf.sub(unet.forward(weights, images, embedTimesteps(parityCase.t, unet.timestepChannels)), noise),
          ),
        );
      const { value, grads } = tf.valueAndGrads(lossOf)([...split(unet.layout, flat)]);
      return { loss: value, gradient: join(grads) };
    });
  }
});

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * at(b, i), 0);
}
