import { beforeAll, expect, test } from "vitest";
import { ComposedDenoiser } from "#engine/composedDenoiser.ts";
import { normals, streams } from "#math/random.ts";
import { chooseBackend } from "#engine/backend.ts";
import { unetConfig } from "#nn/config.ts";
import { initialWeights, split } from "#nn/parameters.ts";
import * as tf from "#nn/tf.ts";
import { embedTimesteps } from "#nn/timestepEmbedding.ts";
import { createUnet } from "#nn/unet.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

const unet = createUnet(unetConfig("XS", 8, 3, false));
const length = 8 * 8 * 3;
const xt = normals(1, streams.sample, 0, 2 * length);

test("it answers as the network does, each image at its own timestep", async () => {
  const flat = tf.tensor1d(initialWeights(unet.layout, 1));
  const denoiser = new ComposedDenoiser(unet, flat, "eps");
  const expected = tf.tidy(() =>
    unet.forward(
      split(unet.layout, flat),
      tf.tensor4d(xt, [2, 8, 8, 3]),
      embedTimesteps([3, 90], unet.timestepChannels),
    ),
  );
  const eps = await denoiser.predictEach(xt, [3, 90]);
  expect([...eps]).toEqual([...(await expected.data())]);
});

test("a prediction at one timestep is that timestep for every image", async () => {
  const denoiser = new ComposedDenoiser(unet, tf.tensor1d(initialWeights(unet.layout, 1)), "eps");
  const eps = await denoiser.predict(xt, 90);
  expect(eps).toEqual(await denoiser.predictEach(xt, [90, 90]));
  expect(eps).not.toEqual(await denoiser.predictEach(xt, [90, 3]));
});

test("its weights are a copy: it goes on when the originals are gone", async () => {
  const flat = tf.tensor1d(initialWeights(unet.layout, 1));
  const denoiser = new ComposedDenoiser(unet, flat, "eps");
  const before = await denoiser.predict(xt, 3);
  flat.dispose();
  expect(await denoiser.predict(xt, 3)).toEqual(before);
});

test("it holds one tensor per parameter until disposed, and a prediction leaves none", async () => {
  const flat = tf.tensor1d(initialWeights(unet.layout, 1));
  const before = tf.memory().numTensors;
  const denoiser = new ComposedDenoiser(unet, flat, "eps");
  await denoiser.predict(xt, 3);
  expect(tf.memory().numTensors).toBe(before + unet.layout.length);
  denoiser.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
