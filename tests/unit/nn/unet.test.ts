import { beforeAll, describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { chooseBackend } from "#engine/backend.ts";
import type { ModelSize, UnetConfig } from "#nn/config.ts";
import { unetConfig } from "#nn/config.ts";
import { initialWeights, split } from "#nn/parameters.ts";
import { sizeOf } from "#nn/scope.ts";
import * as tf from "#nn/tf.ts";
import { embedTimesteps } from "#nn/timestepEmbedding.ts";
import { createUnet } from "#nn/unet.ts";
import { randomTensor } from "../../fixtures/numericGradient.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

describe("parameter counts", () => {
  test.each<[ModelSize, number]>([
    ["XS", 50_000],
    ["S", 300_000],
    ["M", 1_000_000],
    ["L", 3_000_000],
  ])("%s is within 15 %% of its nominal size at every image size", (modelSize, nominal) => {
    for (const imageSize of [8, 12, 16, 20, 24, 28, 32]) {
      for (const imageChannels of [1, 3] as const) {
        const config = unetConfig(modelSize, imageSize, imageChannels, false);
        const count = sizeOf(createUnet(config).layout);
        expect(count).toBe(countByHand(config));
        expect(Math.abs(count / nominal - 1), `${imageSize} px: ${count}`).toBeLessThan(0.15);
      }
    }
  });

  test("exactly, at 16 px in colour", () => {
    const counts = (["XS", "S", "M", "L"] as const).map((modelSize) =>
      sizeOf(createUnet(unetConfig(modelSize, 16, 3, false)).layout),
    );
    expect(counts).toEqual([45_259, 303_315, 1_002_883, 3_058_723]);
  });

  test("the design's reference network has 1.62 million", () => {
    const reference = {
      imageSize: 32,
      imageChannels: 3,
      channels: [32, 64, 64],
      layers: 2,
      groups: 8,
      zeroInit: false,
      classes: null,
    } as const;
    expect(sizeOf(createUnet(reference).layout) / 1e6).toBeCloseTo(1.62, 2);
  });
});

test("every parameter has the name that diffusers' UNet2DModel gives it", () => {
  const { layout } = createUnet(unetConfig("XS", 16, 3, false));
  const both = (path: string) => [`${path}.weight`, `${path}.bias`];
  const resnet = (path: string, ...shortcut: string[]) =>
    ["norm1", "conv1", "time_emb_proj", "norm2", "conv2", ...shortcut].flatMap((part) =>
      both(`${path}.${part}`),
    );
  const attention = (path: string) =>
    ["group_norm", "to_q", "to_k", "to_v", "to_out.0"].flatMap((part) => both(`${path}.${part}`));
  expect(layout.flatMap(({ parts }) => parts).toSorted()).toEqual(
    [
      ...both("conv_in"),
      ...both("time_embedding.linear_1"),
      ...both("time_embedding.linear_2"),
      ...resnet("down_blocks.0.resnets.0"),
      ...both("down_blocks.0.downsamplers.0.conv"),
      ...resnet("down_blocks.1.resnets.0", "conv_shortcut"),
      ...attention("down_blocks.1.attentions.0"),
      ...resnet("mid_block.resnets.0"),
      ...attention("mid_block.attentions.0"),
      ...resnet("mid_block.resnets.1"),
      ...resnet("up_blocks.0.resnets.0", "conv_shortcut"),
      ...attention("up_blocks.0.attentions.0"),
      ...resnet("up_blocks.0.resnets.1", "conv_shortcut"),
      ...attention("up_blocks.0.attentions.1"),
      ...both("up_blocks.0.upsamplers.0.conv"),
      ...resnet("up_blocks.1.resnets.0", "conv_shortcut"),
      ...resnet("up_blocks.1.resnets.1", "conv_shortcut"),
      ...both("conv_norm_out"),
      ...both("conv_out"),
    ].toSorted(),
  );
});

test.each([
  [8, 1],
  [16, 3],
  [28, 1],
  [32, 3],
] as const)("at %i px with %i channels an image comes out as it went in", (imageSize, imageChannels) => {
  const unet = createUnet(unetConfig("XS", imageSize, imageChannels, false));
  const shape: [number, number, number, number] = [1, imageSize, imageSize, imageChannels];
  const y = tf.tidy(() =>
    unet.forward(weightsOf(unet.layout), randomTensor(shape, 1), embedTimesteps([5], unet.timestepChannels)),
  );
  expect(y.shape).toEqual(shape);
});

test("each image of a batch is treated apart, by its own timestep", async () => {
  const unet = createUnet(unetConfig("XS", 8, 1, false));
  const weights = weightsOf(unet.layout);
  const image = randomTensor<tf.Tensor4D>([1, 8, 8, 1], 1);
  const other = randomTensor<tf.Tensor4D>([1, 8, 8, 1], 2);
  const alone = await unet
    .forward(weights, image, embedTimesteps([7], unet.timestepChannels))
    .data<"float32">();
  const together = await unet
    .forward(weights, tf.concat([other, image, image], 0), embedTimesteps([7, 7, 90], unet.timestepChannels))
    .data<"float32">();
  expect(distance(alone, together.subarray(64, 128))).toBeLessThan(1e-5);
  expect(distance(alone, together.subarray(128))).toBeGreaterThan(1e-3);
});

test("with zero-init the network begins by answering 0", async () => {
  const unet = createUnet(unetConfig("XS", 8, 1, true));
  const y = unet.forward(
    weightsOf(unet.layout),
    randomTensor([1, 8, 8, 1], 1),
    embedTimesteps([5], unet.timestepChannels),
  );
  expect((await y.data()).every((value) => value === 0)).toBe(true);
});

test.each([4, 18, 36, Number.NaN])("images of %d pixels are refused", (imageSize) => {
  expect(() => unetConfig("XS", imageSize, 1, false)).toThrow(
    `imageSize = ${imageSize} is not a multiple of 4 in 8..32`,
  );
});

function weightsOf(layout: Parameters<typeof initialWeights>[0]) {
  return split(layout, tf.tensor1d(initialWeights(layout, 1)));
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - at(b, i))));
}

/** The same count from the paper's description, with no layer in sight. */
function countByHand({ channels, layers, imageChannels }: UnetConfig): number {
  const width = at(channels, 0);
  const linear = (from: number, to: number) => from * to + to;
  const conv = (from: number, to: number) => 9 * from * to + to;
  const block = (from: number, to: number) =>
    2 * from +
    conv(from, to) +
    linear(4 * width, to) +
    2 * to +
    conv(to, to) +
    (from === to ? 0 : linear(from, to));
  const attention = (c: number) => 2 * c + 4 * linear(c, c);

  const coarsest = at(channels, channels.length - 1);
  const skips = [width];
  let count = conv(imageChannels, width) + linear(width, 4 * width) + linear(4 * width, 4 * width);
  let c = width;
  for (const [level, to] of channels.entries()) {
    for (let i = 0; i < layers; i++) {
      count += block(c, to);
      c = to;
      skips.push(c);
    }
    if (level < channels.length - 1) {
      count += conv(c, c);
      skips.push(c);
    }
  }
  count += layers * attention(coarsest) + 2 * block(coarsest, coarsest) + attention(coarsest);
  for (const [level, to] of channels.toReversed().entries()) {
    for (let i = 0; i <= layers; i++) {
      count += block(c + (skips.pop() ?? Number.NaN), to);
      c = to;
    }
    if (level < channels.length - 1) count += conv(c, c);
  }
  return count + (layers + 1) * attention(coarsest) + 2 * width + conv(width, imageChannels);
}
