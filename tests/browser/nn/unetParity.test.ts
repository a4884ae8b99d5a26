import { expect, test } from "vitest";
import { chooseBackend } from "#engine/backend.ts";
import { split } from "#nn/parameters.ts";
import * as tf from "#nn/tf.ts";
import { embedTimesteps } from "#nn/timestepEmbedding.ts";
import { createUnet } from "#nn/unet.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";
import {
  configOf,
  imagesOf,
  largestDifference,
  parityCases,
  parityWeights,
} from "../../fixtures/unetParity.ts";

const device = await chooseBackend(["webgpu"], refuseLoss);

test.each(parityCases)(
  "on WebGPU the network answers what PyTorch's does: $imageSize px, widths $channels",
  async (parityCase) => {
    expect(device).toMatchObject({ backend: "webgpu", architecture: "swiftshader" });
    const unet = createUnet(configOf(parityCase));
    const output = tf.tidy(() => {
      const weights = split(unet.layout, tf.tensor1d(parityWeights(unet.layout)));
      return unet.forward(weights, imagesOf(parityCase), embedTimesteps(parityCase.t, unet.timestepChannels));
    });
    const values = await output.data<"float32">();
    output.dispose();
    expect(values.length).toBe(parityCase.output.length);
    expect(largestDifference(values, parityCase.output)).toBeLessThan(1e-4);
  },
);
