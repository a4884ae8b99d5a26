import { beforeAll, describe, expect, test } from "vitest";
import { adam } from "#gpu/kernels/adam.ts";
import { finishStep } from "#gpu/kernels/finishStep.ts";
import { gradientBlocks, gradientSum, squaresLength } from "#gpu/kernels/gradientSum.ts";
import { ALIGNMENT, paddedSize } from "#gpu/kernels/padding.ts";
import { COUNTERS, counter, recordLength, recordOf, SCALARS } from "#gpu/kernels/trainingRecord.ts";
import { gpuTiles, softwareTiles } from "#gpu/tiles.ts";
import { at } from "#math/at.ts";
import { normals, streams } from "#math/random.ts";
import type { AdamState } from "#nn/adam.ts";
import { ADAM, adam as composedAdam, warmedUp } from "#nn/adam.ts";
import { average, warmedUpDecay } from "#nn/ema.ts";
import * as tf from "#nn/tf.ts";
import { Buffers } from "../../../fixtures/buffers.ts";
import { useWebgpu } from "../../../fixtures/webgpu.ts";

let gpu: Awaited<ReturnType<typeof useWebgpu>>;

beforeAll(async () => {
  gpu = await useWebgpu();
});

/** Sizes by four and not, below and above a block, in one part and in many. */
const parameters = [
  { size: 130, splits: 5 },
  { size: 3, splits: 1 },
  { size: 64, splits: 16 },
  { size: 1, splits: 7 },
  { size: 1000, splits: 2 },
];
const options = { ...ADAM, learningRate: 0.01, warmupSteps: 4, clipNorm: 1, emaDecay: 0.9 };
const BATCH = 3;
const CAPACITY = 4;
const SIZE = parameters.reduce((sum, { size }) => sum + paddedSize(size), 0);
const BLOCKS = SIZE / ALIGNMENT;

const numbers = (salt: number, length: number) => normals(4, streams.data, salt, length);

/** Where the partial sums of each parameter lie, one after the other. */
function places() {
  let end = 0;
  return parameters.map(({ size, splits }) => {
    const offset = end;
    end += paddedSize(size * splits);
    return { offset, size, splits };
  });
}

const partialsLength = places().reduce(
  (end, { offset, size, splits }) => Math.max(end, offset + paddedSize(size * splits)),
  0,
);

/** The gradient with its gaps, in float64 until the end. */
function sumOfPartials(partials: Float32Array): Float32Array<ArrayBuffer> {
  const gradient = new Float32Array(SIZE);
  let start = 0;
  for (const { offset, size, splits } of places()) {
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let s = 0; s < splits; s++) sum += at(partials, offset + s * size + i);
      gradient[start + i] = sum;
    }
    start += paddedSize(size);
  }
  return gradient;
}

/** Of each image in the loss of the batch. */
const shares = [0.5, 0.2, 0.4];

describe.each([
  { name: "one thread a task", tiles: softwareTiles },
  { name: "many threads a task", tiles: gpuTiles },
])("the end of a training step with $name", ({ tiles }) => {
  function begin(): Buffers {
    return new Buffers(gpu.backend, {
      table: gradientBlocks(places()),
      counters: new Uint32Array(COUNTERS),
      timesteps: Uint32Array.of(7, 1, 1000),
      shares: Float32Array.from(shares),
      scalars: SCALARS,
      gradient: SIZE,
      squares: squaresLength(BLOCKS, tiles.sumLanes),
      ring: CAPACITY * recordLength(BATCH),
      weights: numbers(1, SIZE),
      ema: numbers(1, SIZE),
      mean: new Float32Array(SIZE),
      variance: new Float32Array(SIZE),
    });
  }

  function step(buffers: Buffers, partials: Float32Array, losses: Float32Array): void {
    buffers.set("partials", partials);
    buffers.set("losses", losses);
    buffers.run(gradientSum(BLOCKS, tiles.sumLanes));
    buffers.run(finishStep(BATCH, squaresLength(BLOCKS, tiles.sumLanes), CAPACITY, options, tiles.lanes));
    buffers.run(adam(SIZE, ADAM, tiles.threads));
  }

  test("five of them: gradient, clipping, Adam and averaged weights as composed of tfjs' ops", async () => {
    const buffers = begin();
    let state: AdamState = {
      weights: tf.tensor1d(numbers(1, SIZE)),
      mean: tf.tensor1d(new Float32Array(SIZE)),
      variance: tf.tensor1d(new Float32Array(SIZE)),
    };
    let ema = state.weights;
    for (let n = 1; n <= 5; n++) {
      // The gradients of even steps are short enough to be left as they are.
      const partials = numbers(10 + n, partialsLength).map((value) => (n % 2 === 0 ? 0.002 * value : value));
      const losses = numbers(20 + n, BATCH).map(Math.abs);
      step(buffers, partials, losses);

      const gradient = sumOfPartials(partials);
      expect(await buffers.error("gradient", gradient)).toBeLessThan(1e-6);
      const norm = Math.hypot(...gradient);
      expect(norm < options.clipNorm).toBe(n % 2 === 0);
      const clipped = tf.tensor1d(gradient.map((value) => value * Math.min(1, options.clipNorm / norm)));
      const rate = warmedUp(options.learningRate, n, options.warmupSteps);
      state = composedAdam(state, clipped, rate, n);
      ema = average(ema, state.weights, warmedUpDecay(options.emaDecay, n));

      const record = recordOf(await buffers.floats("ring"), n, BATCH);
      expect(record).toMatchObject({
        step: n,
        isApplied: true,
        timesteps: Int32Array.of(7, 1, 1000),
        imageLosses: losses,
      });
      expect(record.gradientNorm / norm).toBeCloseTo(1, 5);
      expect(record.loss).toBeCloseTo(
        losses.reduce((sum, loss, b) => sum + at(shares, b) * loss, 0),
        5,
      );
    }
    for (const [name, wanted] of Object.entries({ ...state, ema })) {
      expect(await buffers.error(name, await wanted.data())).toBeLessThan(2e-6);
    }
    buffers.dispose();
  });

  test.each([
    { what: "gradient", losses: [1, 1, 1], broken: NaN },
    { what: "gradient", losses: [1, 1, 1], broken: Infinity },
    { what: "loss", losses: [1, NaN, 1], broken: 1 },
  ])("a $what that is no number moves nothing, and the record says so", async ({ losses, broken }) => {
    const buffers = begin();
    const before = numbers(1, SIZE);
    const partials = numbers(2, partialsLength);
    step(buffers, Float32Array.from(partials).fill(broken, 140, 141), Float32Array.from(losses));
    for (const name of ["weights", "ema"]) expect(await buffers.floats(name)).toEqual(before);
    for (const name of ["mean", "variance"])
      expect(await buffers.floats(name)).toEqual(new Float32Array(SIZE));
    expect(recordOf(await buffers.floats("ring"), 1, BATCH).isApplied).toBe(false);

    step(buffers, partials, Float32Array.of(1, 1, 1));
    expect(recordOf(await buffers.floats("ring"), 2, BATCH).isApplied).toBe(true);
    const counters = await buffers.words("counters");
    expect([counters[counter.step], counters[counter.updates]]).toEqual([2, 1]);
    expect(await buffers.floats("weights")).not.toEqual(before);
    buffers.dispose();
  });
});
