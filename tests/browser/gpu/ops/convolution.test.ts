import { beforeAll, describe, test } from "vitest";
import { gpuTiles, quadTiles, softwareTiles } from "#gpu/tiles.ts";
import type { ConvolutionInputs, ConvolutionOptions } from "#nn/convolution.ts";
import { convolve } from "#nn/convolution.ts";
import { linear } from "#nn/layers.ts";
import { Scope } from "#nn/scope.ts";
import type * as tf from "#nn/tf.ts";
import { expectAsComposed } from "../../../fixtures/againstComposed.ts";
import { randomTensor } from "../../../fixtures/numericGradient.ts";
import { useWebgpu } from "../../../fixtures/webgpu.ts";

let gpu: Awaited<ReturnType<typeof useWebgpu>>;

beforeAll(async () => {
  gpu = await useWebgpu();
});

interface Case {
  /** [B,H,W,channelsIn]. */
  readonly x: [number, number, number, number];
  readonly channelsOut: number;
  readonly kernel?: 1 | 3;
  readonly stride?: 1 | 2;
  readonly upsampled?: boolean;
  readonly added?: boolean;
}

/** Even and odd sizes, channels by four and not, first and last layers, a row longer than a thread's share. */
const cases: Case[] = [
  { x: [2, 8, 8, 8], channelsOut: 16 },
  { x: [3, 5, 7, 6], channelsOut: 3 },
  { x: [2, 16, 16, 1], channelsOut: 24 },
  { x: [2, 9, 17, 12], channelsOut: 1 },
  { x: [1, 3, 20, 4], channelsOut: 40 },
  { x: [2, 6, 6, 20], channelsOut: 8, added: true },
  { x: [2, 5, 5, 3], channelsOut: 5, added: true },
  { x: [2, 8, 8, 8], channelsOut: 8, stride: 2 },
  { x: [2, 7, 9, 5], channelsOut: 4, stride: 2 },
  { x: [2, 6, 11, 4], channelsOut: 6, stride: 2 },
  { x: [2, 4, 4, 8], channelsOut: 4, upsampled: true },
  { x: [2, 3, 5, 3], channelsOut: 2, upsampled: true },
  { x: [2, 9, 4, 8], channelsOut: 12, upsampled: true },
  { x: [2, 6, 6, 20], channelsOut: 12, kernel: 1 },
  { x: [3, 5, 3, 7], channelsOut: 2, kernel: 1, added: true },
];

describe.each([
  { name: "fat threads", tiles: softwareTiles },
  { name: "quads of threads", tiles: quadTiles },
  { name: "workgroups", tiles: gpuTiles },
])("a convolution in $name", ({ tiles }) => {
  test.each(cases)(
    "$x -> $channelsOut, kernel $kernel, stride $stride, upsampled $upsampled, added $added",
    async ({ x, channelsOut, kernel = 3, stride = 1, upsampled = false, added = false }) => {
      gpu.backend.tiles = tiles;
      const [B, H, W, channelsIn] = x;
      const options: ConvolutionOptions = { stride, upsampled };
      const out = (size: number) => Math.ceil((upsampled ? 2 * size : size) / stride);
      const inputs = [
        randomTensor(x, 1),
        randomTensor([kernel, kernel, channelsIn, channelsOut], 2),
        randomTensor([channelsOut], 3),
        ...(added
          ? [randomTensor([B, channelsOut], 4), randomTensor([B, out(H), out(W), channelsOut], 5)]
          : []),
      ];
      await expectAsComposed((...[image, weight, bias, perImage, addend]) => {
        const given = { x: image, weight, bias, ...(added && { perImage, addend }) };
        return convolve(given as unknown as ConvolutionInputs, options);
      }, inputs);
    },
  );

  test("a linear layer, many rows or few", async () => {
    gpu.backend.tiles = tiles;
    for (const [rows, channelsIn, channelsOut] of [
      [5, 24, 40],
      [33, 7, 10],
    ] as const) {
      const layer = linear(new Scope(), channelsIn, channelsOut);
      const inputs = [
        randomTensor([rows, channelsIn], 1),
        randomTensor([channelsIn, channelsOut], 2),
        randomTensor([channelsOut], 3),
      ];
      await expectAsComposed(
        (...[x, weight, bias]) => layer([weight, bias] as tf.Tensor[], x as tf.Tensor2D),
        inputs,
      );
    }
  });
});
