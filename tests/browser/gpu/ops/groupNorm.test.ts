import { beforeAll, describe, test } from "vitest";
import { gpuTiles, softwareTiles } from "#gpu/tiles.ts";
import type { Activation } from "#nn/groupNorm.ts";
import { groupNorm } from "#nn/groupNorm.ts";
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
  /** [B,H,W,C]. */
  readonly shape: [number, number, number, number];
  readonly groups: number;
}

/** Groups of one channel, by four and not, wider than a workgroup has threads, of one image and of a single pixel. */
const cases: Case[] = [
  { shape: [2, 8, 8, 8], groups: 2 },
  { shape: [3, 5, 7, 6], groups: 3 },
  { shape: [2, 16, 16, 24], groups: 8 },
  { shape: [2, 4, 4, 40], groups: 8 },
  { shape: [3, 9, 9, 5], groups: 5 },
  { shape: [1, 2, 3, 150], groups: 1 },
  { shape: [2, 1, 1, 16], groups: 2 },
  { shape: [1, 31, 17, 4], groups: 1 },
];

describe.each([
  { name: "one thread a group", tiles: softwareTiles },
  { name: "many threads a group", tiles: gpuTiles },
])("GroupNorm with $name", ({ tiles }) => {
  const activations: Activation[] = ["none", "silu"];
  test.each(activations.flatMap((activation) => cases.map((one) => ({ ...one, activation }))))(
    "$shape in $groups groups, then $activation",
    async ({ shape, groups, activation }) => {
      gpu.backend.tiles = tiles;
      const C = shape[3];
      const layer = groupNorm(new Scope(), C, groups, activation);
      const inputs = [randomTensor<tf.Tensor>(shape, 1), randomTensor([C], 2), randomTensor([C], 3)];
      await expectAsComposed((x, ...weights) => layer(weights, x as tf.Tensor4D), inputs);
    },
  );

  test("numbers far from 0 lose nothing: the variance is not a difference of squares", async () => {
    gpu.backend.tiles = tiles;
    const layer = groupNorm(new Scope(), 8, 2, "none");
    const x = randomTensor<tf.Tensor4D>([2, 6, 6, 8], 1).add(1000);
    await expectAsComposed(
      (x, ...weights) => layer(weights, x as tf.Tensor4D),
      [x, randomTensor([8], 2), randomTensor([8], 3)],
      1e-3,
    );
  });
});
