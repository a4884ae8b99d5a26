import { beforeAll, describe, expect, test } from "vitest";
import { CapturedDenoiser } from "#engine/captured/capturedDenoiser.ts";
import { NetworkPrograms } from "#engine/captured/networkPrograms.ts";
import { flatLayout, spread } from "#gpu/flatLayout.ts";
import type { Held } from "#gpu/held.ts";
import { hold } from "#gpu/held.ts";
import { unetConfig } from "#nn/config.ts";
import { initialWeights, split } from "#nn/parameters.ts";
import * as tf from "#nn/tf.ts";
import { embedTimesteps } from "#nn/timestepEmbedding.ts";
import { createUnet } from "#nn/unet.ts";
import { difference, useWebgpu } from "../../../fixtures/webgpu.ts";

let gpu: Awaited<ReturnType<typeof useWebgpu>>;

beforeAll(async () => {
  gpu = await useWebgpu();
});

const unet = createUnet(unetConfig("XS", 8, 1, false));
const flat = flatLayout(unet.layout);
const images = (count: number) => Float32Array.from({ length: 64 * count }, (_, i) => Math.sin(i));

function weights(seed: number): { readonly packed: Float32Array<ArrayBuffer>; readonly held: Held } {
  const packed = initialWeights(unet.layout, seed);
  return { packed, held: hold(gpu.backend, spread(flat, packed), [flat.size]) };
}

async function expected(packed: Float32Array, xt: Float32Array, timesteps: readonly number[]) {
  const eps = tf.tidy(() =>
    unet.forward(
      split(unet.layout, tf.tensor1d(packed)),
      tf.tensor4d(xt, [timesteps.length, 8, 8, 1]),
      embedTimesteps(timesteps, unet.timestepChannels),
    ),
  );
  return eps.data();
}

describe("a captured network", () => {
  test("answers as the network does, for any number of images", async () => {
    const { packed, held } = weights(1);
    const programs = new NetworkPrograms(gpu.backend, unet, flat);
    const denoiser = new CapturedDenoiser(programs, held);
    for (const timesteps of [[5], [1, 900, 30], [7]]) {
      const xt = images(timesteps.length);
      const eps = await denoiser.predictEach(xt, timesteps);
      expect(difference(eps, await expected(packed, xt, timesteps))).toBeLessThan(1e-5);
    }
    expect(await denoiser.predict(images(2), 40)).toEqual(await denoiser.predictEach(images(2), [40, 40]));
    denoiser.dispose();
    programs.release();
  });

  test("of two that take turns each keeps its weights", async () => {
    const [a, b] = [weights(1), weights(2)];
    const programs = new NetworkPrograms(gpu.backend, unet, flat);
    const denoisers = [a, b].map(({ held }) => new CapturedDenoiser(programs, held));
    const xt = images(1);
    const answers = await Promise.all([...denoisers, ...denoisers].map((one) => one.predictEach(xt, [9])));
    for (const [i, { packed }] of [a, b, a, b].entries()) {
      expect(difference(answers[i] ?? [], await expected(packed, xt, [9]))).toBeLessThan(1e-5);
    }
    for (const one of denoisers) one.dispose();
    programs.release();
  });

  test("copies its weights: what becomes of the originals does not matter", async () => {
    const { packed, held } = weights(1);
    const programs = new NetworkPrograms(gpu.backend, unet, flat);
    const denoiser = new CapturedDenoiser(programs, held);
    held.dispose();
    // The last one who holds it frees it.
    programs.release();
    const eps = await denoiser.predictEach(images(1), [9]);
    expect(difference(eps, await expected(packed, images(1), [9]))).toBeLessThan(1e-5);
    denoiser.dispose();
  });
});
