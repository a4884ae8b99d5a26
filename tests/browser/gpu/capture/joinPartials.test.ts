import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { joinPartials } from "#gpu/capture/joinPartials.ts";
import { dropUnused } from "#gpu/capture/passes.ts";
import { Slot } from "#gpu/capture/slot.ts";
import { flatLayout } from "#gpu/flatLayout.ts";
import { joinGradients, viewParameters } from "#gpu/ops/gradient.ts";
import { gpuTiles, quadTiles } from "#gpu/tiles.ts";
import type { UnetConfig } from "#nn/config.ts";
import { unetConfig } from "#nn/config.ts";
import { imageLosses } from "#nn/loss.ts";
import * as tf from "#nn/tf.ts";
import { createUnet } from "#nn/unet.ts";
import { nets } from "../../../../tools/bench/nets.ts";
import { useWebgpu } from "../../../fixtures/webgpu.ts";

let gpu: Awaited<ReturnType<typeof useWebgpu>>;

beforeAll(async () => {
  gpu = await useWebgpu();
});

afterEach(() => {
  gpu.backend.tiles = quadTiles;
});

/** Bytes of the buffer in which all partial sums of a step lie, and which is bound whole. Nothing is run. */
function arenaBytes(config: UnetConfig, batch: number): number {
  const { backend } = gpu;
  const { imageSize, imageChannels } = config;
  const unet = createUnet(config);
  const flat = flatLayout(unet.layout);
  const { recorder, result } = backend.record(() => {
    const gradient = tf.tidy(() => {
      const made = (shape: readonly number[]) => backend.adopt(backend.empty(shape));
      const image = () => made([batch, imageSize, imageSize, imageChannels]) as tf.Tensor4D;
      const [xt, target, rows] = [image(), image(), made([batch, unet.timestepChannels]) as tf.Tensor2D];
      const { grads } = tf.valueAndGrads((...weights: tf.Tensor[]) =>
        imageLosses(unet.forward(weights, xt, rows), target),
      )(viewParameters(backend, flat, made([flat.size])), made([batch]) as tf.Tensor1D);
      return backend.adopt(joinGradients(backend, flat, grads).gradient);
    });
    return backend.viewOf(gradient).buffer;
  });
  if (!(result instanceof Slot)) throw new Error("the gradient is a result of the recording");
  const steps = joinPartials(dropUnused(recorder.steps, new Set([result])));
  return steps.find(({ role }) => role.kind === "gradient sum")?.bindings[2]?.size ?? NaN;
}

describe.each([
  { name: "graphics cards", tiles: gpuTiles },
  { name: "software", tiles: quadTiles },
])("with the variants for $name", ({ tiles }) => {
  const page = (["XS", "S", "M", "L"] as const).flatMap((size) =>
    [16, 28, 32].map((side) => ({ name: `${size} at ${side}`, config: unetConfig(size, side, 3, true) })),
  );
  const reference = nets.filter(({ name }) => name === "reference");

  test.each([...page, ...reference])("$name keeps all its partial sums in 32 MB", ({ config }) => {
    gpu.backend.tiles = tiles;
    const bytes = arenaBytes(config, 32);
    expect(bytes).toBeLessThanOrEqual(32 * 2 ** 20);
    expect(bytes).toBeGreaterThanOrEqual(4 * flatLayout(createUnet(config).layout).size);
  });

  test("even the largest batch stays far below what every device binds", () => {
    gpu.backend.tiles = tiles;
    expect(arenaBytes(unetConfig("L", 32, 3, true), 256)).toBeLessThanOrEqual(64 * 2 ** 20);
  });
});
