import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { capture } from "#gpu/capture/capture.ts";
import { flatLayout } from "#gpu/flatLayout.ts";
import { hold } from "#gpu/held.ts";
import { attentionOp } from "#gpu/ops/attention.ts";
import { convolutionOp } from "#gpu/ops/convolution.ts";
import { joinGradients, viewParameters } from "#gpu/ops/gradient.ts";
import { groupNormOp } from "#gpu/ops/groupNorm.ts";
import { sumOf } from "#gpu/ops/partials.ts";
import { switchKernels } from "#gpu/ops/register.ts";
import { concatChannelsOp, imageLossesOp, siluOp } from "#gpu/ops/small.ts";
import { gpuTiles, quadTiles } from "#gpu/tiles.ts";
import { at } from "#math/at.ts";
import type { FusedOp } from "#nn/fused.ts";
import { hasFused } from "#nn/fused.ts";
import { conv, linear } from "#nn/layers.ts";
import { Scope, sizeOf } from "#nn/scope.ts";
import * as tf from "#nn/tf.ts";
import { difference, useWebgpu } from "../../../fixtures/webgpu.ts";

let gpu: Awaited<ReturnType<typeof useWebgpu>>;

beforeAll(async () => {
  gpu = await useWebgpu();
});

afterEach(() => switchKernels(true));

describe("the kernels of ours", () => {
  const ops = [convolutionOp, groupNormOp, attentionOp, siluOp, concatChannelsOp, imageLossesOp];

  test("stand for the ops of the network, or tfjs' own do", () => {
    const isThere = () => ops.map(({ name }) => hasFused(name as FusedOp));
    expect(isThere()).toEqual(ops.map(() => true));
    switchKernels(false);
    expect(isThere()).toEqual(ops.map(() => false));
    switchKernels(false);
    switchKernels(true);
    expect(isThere()).toEqual(ops.map(() => true));
  });

  test("leave sums that are none of two equal tensors to tfjs", async () => {
    const [matrix, row] = [tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor1d([10, 20])];
    expect([...(await tf.add(matrix, row).data())]).toEqual([11, 22, 13, 24]);
    expect([...(await tf.add(matrix, matrix).data())]).toEqual([2, 4, 6, 8]);
    expect([...(await tf.add(matrix, 0.5).data())]).toEqual([1.5, 2.5, 3.5, 4.5]);
  });
});

test("a gradient left as partial sums is their sum", async () => {
  const { backend } = gpu;
  // From element 64 on, three partial sums of two numbers.
  const partials = tf.tensor1d([...new Float32Array(64), 1, 2, 10, 20, 100, 200]);
  const sum = backend.adopt(sumOf(backend, partials, 64, 3, [2]));
  expect([...(await sum.data())]).toEqual([111, 222]);
});

describe.each([
  { name: "software", tiles: quadTiles },
  { name: "graphics cards", tiles: gpuTiles },
])("the gradients of a network in the variants for $name", ({ tiles }) => {
  beforeEach(() => {
    gpu.backend.tiles = tiles;
  });

  afterEach(() => {
    gpu.backend.tiles = quadTiles;
  });

  const scope = new Scope();
  const layers = [conv(scope.child("a"), 3, 5), conv(scope.child("b"), 5, 4, { kernel: 1 })] as const;
  const dense = linear(scope.child("c"), 4, 7);
  const { layout } = scope;
  const flat = flatLayout(layout);

  /** Joined gradients of a small network, whose parameters are parts of one flat vector. */
  function differentiate(vector: tf.Tensor) {
    const { backend } = gpu;
    const x = tf.tensor4d(
      Float32Array.from({ length: 150 }, (_, i) => Math.sin(i)),
      [2, 5, 5, 3],
    );
    const parameters = viewParameters(backend, flat, vector);
    const { grads } = tf.valueAndGrads((...weights: tf.Tensor[]) => {
      const pixels = tf.reshape<tf.Rank.R2>(layers[1](weights, layers[0](weights, x)), [50, 4]);
      return tf.sum(tf.square(dense(weights, pixels)));
    })(parameters);
    const { gradient, squares } = joinGradients(backend, flat, grads);
    return { gradient: backend.adopt(gradient), squares: backend.adopt(squares), grads };
  }

  test("are joined where their parameters lie, with the sum of their squares; captured or not", async () => {
    const { backend, read } = gpu;
    const values = Float32Array.from({ length: flat.size }, (_, i) => Math.cos(i) / 4);
    const vector = hold(backend, values, [flat.size]);
    const { gradient, squares, grads } = differentiate(vector.tensor);
    const joined = await gradient.data<"float32">();
    let sum = 0;
    for (const [i, spec] of layout.entries()) {
      const own = await at(grads, i).data<"float32">();
      const from = at(flat.offsets, i);
      expect(difference(joined.subarray(from, from + spec.size), own)).toBe(0);
      sum += own.reduce((total, value) => total + value * value, 0);
    }
    expect(joined.filter((value) => value !== 0).length).toBeLessThanOrEqual(sizeOf(layout));
    const total = (await squares.data<"float32">()).reduce((total, value) => total + value, 0);
    expect(total / sum).toBeCloseTo(1, 4);

    const captured = await capture(backend, () => {
      const { gradient, squares } = differentiate(vector.tensor);
      return { gradient, squares };
    });
    captured.plan.replay(1);
    expect(difference(await read(captured.outputs.gradient), joined)).toBeLessThan(1e-3);
    // Nothing is summed or copied on the way: the partial sums lie where they are added up.
    expect(captured.plan.names.filter((name) => name === "partialSum")).toEqual([]);
    captured.plan.dispose();
    vector.dispose();
  });
});
