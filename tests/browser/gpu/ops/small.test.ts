import { beforeAll, describe, expect, test } from "vitest";
import { runOne } from "#gpu/ops/kernel.ts";
import { gpuTiles, softwareTiles } from "#gpu/tiles.ts";
import { concatChannels, embedding, silu } from "#nn/layers.ts";
import { imageLosses } from "#nn/loss.ts";
import { Scope } from "#nn/scope.ts";
import * as tf from "#nn/tf.ts";
import { expectAsComposed } from "../../../fixtures/againstComposed.ts";
import { randomTensor } from "../../../fixtures/numericGradient.ts";
import { difference, useWebgpu } from "../../../fixtures/webgpu.ts";

let gpu: Awaited<ReturnType<typeof useWebgpu>>;

beforeAll(async () => {
  gpu = await useWebgpu();
});

type Shape4 = [number, number, number, number];

/** Channels by four and not, odd sizes, more numbers than there are threads in software. */
const shapes: Shape4[] = [
  [2, 8, 8, 8],
  [3, 5, 7, 3],
  [1, 1, 1, 1],
  [5, 31, 33, 6],
];

describe.each([
  { name: "software", tiles: softwareTiles },
  { name: "GPU", tiles: gpuTiles },
])("in the variants for $name", ({ tiles }) => {
  test.each(shapes)("SiLU of %i x %i x %i x %i", async (...shape) => {
    gpu.backend.tiles = tiles;
    await expectAsComposed((x) => silu(x), [randomTensor<tf.Tensor>(shape, 1)]);
  });

  test("SiLU of very large numbers, and of a matrix", async () => {
    gpu.backend.tiles = tiles;
    const x = tf.tensor2d([-1e4, -100, -20, -1, 0, 1, 20, 100, 1e4, 3], [2, 5]);
    await expectAsComposed((x) => silu(x), [x]);
    const [first = NaN, second = NaN] = await silu(x).data();
    expect([first, second].map((y) => Math.abs(y) < 1e-30)).toEqual([true, true]);
  });

  test.each([
    { left: 8, right: 12 },
    { left: 3, right: 4 },
    { left: 1, right: 1 },
    { left: 40, right: 6 },
  ])("$left channels beside $right", async ({ left, right }) => {
    gpu.backend.tiles = tiles;
    await expectAsComposed(
      (a, b) => concatChannels(a as tf.Tensor4D, b as tf.Tensor4D),
      [randomTensor<tf.Tensor>([2, 9, 7, left], 1), randomTensor<tf.Tensor>([2, 9, 7, right], 2)],
    );
  });

  test.each([
    { count: 11, width: 96, batch: 32 },
    { count: 4, width: 6, batch: 5 },
    { count: 2, width: 1, batch: 3 },
  ])("$batch rows of $width numbers, looked up among $count", async ({ count, width, batch }) => {
    gpu.backend.tiles = tiles;
    const scope = new Scope();
    const look = embedding(scope, count, width);
    const labels = tf.tensor1d(
      Int32Array.from({ length: batch }, (_, b) => (7 * b) % count),
      "int32",
    );
    await expectAsComposed((table) => look([table], labels), [randomTensor<tf.Tensor>([count, width], 1)]);
  });

  test.each(shapes)("the losses of images %i x %i x %i x %i, by both sides", async (...shape) => {
    gpu.backend.tiles = tiles;
    await expectAsComposed(
      (prediction, wanted) => imageLosses(prediction as tf.Tensor4D, wanted as tf.Tensor4D),
      [randomTensor<tf.Tensor>(shape, 1), randomTensor<tf.Tensor>(shape, 2)],
    );
  });

  test.each(shapes)("the sum of two tensors %i x %i x %i x %i", async (...shape) => {
    gpu.backend.tiles = tiles;
    const inputs = [randomTensor<tf.Tensor>(shape, 1), randomTensor<tf.Tensor>(shape, 2)];
    await expectAsComposed((a, b) => tf.add(a as tf.Tensor, b as tf.Tensor), inputs);
  });

  test("a tensor added to itself, a row to each of many, and a number to whole numbers", async () => {
    gpu.backend.tiles = tiles;
    const [x, row] = [randomTensor<tf.Tensor>([3, 5], 1), randomTensor<tf.Tensor>([5], 2)];
    await expectAsComposed((x) => tf.add(x, x), [x]);
    await expectAsComposed((x, row) => tf.add(x, row as tf.Tensor), [x, row]);
    const integers = tf.tensor([1, 2, 3], [3], "int32");
    expect(await tf.add(integers, integers).data()).toEqual(Int32Array.of(2, 4, 6));
  });

  test.each<Shape4>([
    [2, 8, 8, 8],
    [3, 5, 7, 3],
    [2, 16, 16, 40],
    [4, 1, 1, 6],
    [1, 3, 3, 150],
  ])("the sums over the pixels of %i x %i x %i x %i", async (...shape) => {
    gpu.backend.tiles = tiles;
    const x = randomTensor<tf.Tensor>(shape, 1);
    const ours = await runOne("PixelSum", { x }).data();
    const composed = await tf.sum(x, [1, 2]).data();
    expect(composed.every((value) => value !== 0)).toBe(true);
    expect(difference(ours, composed)).toBeLessThan(1e-4);
  });
});
