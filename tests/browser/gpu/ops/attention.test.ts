import { beforeAll, describe, test } from "vitest";
import { gpuTiles, softwareTiles } from "#gpu/tiles.ts";
import { attention } from "#nn/attention.ts";
import { Scope } from "#nn/scope.ts";
import type * as tf from "#nn/tf.ts";
import { expectAsComposed } from "../../../fixtures/againstComposed.ts";
import { randomTensor } from "../../../fixtures/numericGradient.ts";
import { useWebgpu } from "../../../fixtures/webgpu.ts";

let gpu: Awaited<ReturnType<typeof useWebgpu>>;

beforeAll(async () => {
  gpu = await useWebgpu();
});

describe.each([
  { name: "one thread for four rows", tiles: softwareTiles },
  { name: "many threads for a row", tiles: gpuTiles },
])("attention with $name", ({ tiles }) => {
  test.each([
    [2, 4, 4, 8],
    [3, 5, 5, 6],
    [2, 3, 7, 40],
    [1, 16, 16, 24],
    [2, 1, 1, 4],
  ] as const)("over images of %i x %i x %i x %i, projections and all", async (...shape) => {
    gpu.backend.tiles = tiles;
    const C = shape[3];
    const scope = new Scope();
    const layer = attention(scope, C, 2);
    // Weights of a size that leaves the scores neither flat nor alone.
    const parameters = scope.layout.map((spec, i) => randomTensor<tf.Tensor>([...spec.shape], 10 + i));
    await expectAsComposed(
      (x, ...weights) => layer(weights, x as tf.Tensor4D),
      [randomTensor<tf.Tensor>([...shape], 1), ...parameters],
      2e-4,
    );
  });
});
