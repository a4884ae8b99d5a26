import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { splitDataset } from "#data/split.ts";
import { chooseBackend } from "#engine/backend.ts";
import { CapturedTrainer } from "#engine/captured/capturedTrainer.ts";
import { createTrainingMemory } from "#engine/captured/trainingMemory.ts";
import { trainingStep } from "#engine/captured/trainingStep.ts";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import { ComposedTrainer } from "#engine/composedTrainer.ts";
import { createTrainer } from "#engine/createTrainer.ts";
import type { Trainer, TrainerOrder, TrainingStep } from "#engine/trainer.ts";
import { initialState } from "#engine/trainingState.ts";
import { flatLayout, pack } from "#gpu/flatLayout.ts";
import { recordOf } from "#gpu/kernels/trainingRecord.ts";
import { gpuTiles, quadTiles } from "#gpu/tiles.ts";
import { at } from "#math/at.ts";
import { unetConfig } from "#nn/config.ts";
import * as tf from "#nn/tf.ts";
import { createUnet } from "#nn/unet.ts";
import type { TrainingConfig, TrainingState } from "#protocol/config.ts";
import { refuseLoss } from "../../../fixtures/refuseLoss.ts";
import { stripes } from "../../../fixtures/stripes.ts";
import { tinyConfig } from "../../../fixtures/tinyRun.ts";
import { difference, useWebgpu } from "../../../fixtures/webgpu.ts";

let gpu: Awaited<ReturnType<typeof useWebgpu>>;

beforeAll(async () => {
  gpu = await useWebgpu();
});

const config: TrainingConfig = { ...tinyConfig, batch: 3, warmupSteps: 4 };
const dataset = stripes();
const unet = createUnet(unetConfig("XS", 8, 1, false));

function order(state: TrainingState | null = null, changes: Partial<TrainingConfig> = {}): TrainerOrder {
  const schedule = chosenSchedule(config.schedule);
  const split = splitDataset(dataset.count);
  const own = { ...config, ...changes };
  return { unet, config: own, schedule, dataset, split, state: state ?? initialState(unet.layout, own.seed) };
}

function trainer(state: TrainingState | null = null, changes: Partial<TrainingConfig> = {}): CapturedTrainer {
  return new CapturedTrainer(gpu.backend, order(state, changes));
}

async function take(subject: Trainer, steps: number): Promise<TrainingStep[]> {
  for (let i = 0; i < steps; i++) await subject.takeStep(false);
  return subject.collect();
}

function largestDifference(a: TrainingState, b: TrainingState): number {
  const vectors = ["weights", "adamMean", "adamVariance", "ema"] as const;
  return Math.max(...vectors.map((name) => difference(a[name], b[name])));
}

test("where our kernels run, a trainer is captured", () => {
  const { schedule, split } = order();
  expect(createTrainer(config, schedule, dataset, split, null)).toBeInstanceOf(CapturedTrainer);
});

describe("a captured run", () => {
  afterEach(() => {
    gpu.backend.tiles = quadTiles;
  });

  test.each([
    { name: "software", tiles: quadTiles },
    { name: "a GPU", tiles: gpuTiles },
  ])(
    "in the variants for $name takes the same ten steps as the same function without capture",
    async ({ tiles }) => {
      gpu.backend.tiles = tiles;
      const captured = trainer();
      const steps = await take(captured, 10);

      const { backend } = gpu;
      const flat = flatLayout(unet.layout);
      const memory = createTrainingMemory(backend, flat, order());
      for (let i = 0; i < 10; i++) {
        tf.tidy(() => trainingStep(backend, order(), flat, memory)).prediction.dispose();
      }
      const ring = await memory.ring.tensor.data<"float32">();
      const eager = Array.from({ length: 10 }, (_, i) => recordOf(ring, i + 1, config.batch));
      expect(steps.map(({ loss }) => loss)).toEqual(eager.map(({ loss }) => loss));
      const weights = pack(flat, await memory.weights.tensor.data<"float32">());
      expect(difference((await captured.state()).weights, weights)).toBeLessThan(1e-5);
      expect(difference(weights, order().state.weights)).toBeGreaterThan(1e-3);
    },
  );

  test("repeated from one seed on one device is the same to the bit; from another seed it is not", async () => {
    const [first, second, other] = [trainer(), trainer(), trainer(null, { seed: 2 })];
    const losses = await take(first, 5);
    expect(await take(second, 5)).toEqual(losses);
    expect(await second.state()).toEqual(await first.state());
    expect((await take(other, 5)).map(({ loss }) => loss)).not.toEqual(losses.map(({ loss }) => loss));
  });

  test.each([
    { name: "software", tiles: quadTiles },
    { name: "a GPU", tiles: gpuTiles },
  ])(
    "in the variants for $name, saved after five steps and loaded, takes the same next five",
    async ({ tiles }) => {
      gpu.backend.tiles = tiles;
      const whole = trainer();
      const wholeSteps = await take(whole, 10);
      const first = trainer();
      const steps = await take(first, 5);
      const second = trainer(await first.state());
      expect(second.step).toBe(5);
      steps.push(...(await take(second, 5)));
      expect(steps).toEqual(wholeSteps);
      expect(await second.state()).toEqual(await whole.state());
    },
  );

  test("leaves out a step whose loss is not a number, and counts it", async () => {
    const { state } = order();
    const weights = state.weights.slice();
    weights[0] = Number.NaN;
    const subject = trainer({ ...state, weights });
    const [step] = await take(subject, 1);
    expect(step).toMatchObject({ step: 1, isApplied: false });
    expect(await subject.state()).toEqual({ ...state, weights, step: 1 });
  });

  test("takes the first image of a batch apart where it is asked to", async () => {
    const subject = trainer();
    await subject.takeStep(true);
    const step = at(await subject.collect(), 0);
    if (!step.dissection) throw new Error("there is no dissection");
    const { t, x0, xt, eps, epsHat } = step.dissection;
    expect(t).toBe(step.timesteps[0]);
    const alphaCumprod = at(chosenSchedule(config.schedule).alphasCumprod, t);
    const expected = x0.map(
      (value, i) => Math.sqrt(alphaCumprod) * value + Math.sqrt(1 - alphaCumprod) * at(eps, i),
    );
    expect(difference(xt, expected)).toBeLessThan(1e-5);
    const squares = epsHat.map((value, i) => (value - at(eps, i)) ** 2);
    expect(squares.reduce((sum, value) => sum + value, 0) / squares.length).toBeCloseTo(
      at(step.imageLosses, 0),
      4,
    );
  });

  test("predicts with the weights that it had when it was asked for a denoiser", async () => {
    const subject = trainer();
    await take(subject, 2);
    const denoiser = subject.denoiser("network");
    const xt = new Float32Array(2 * 64).map((_, i) => Math.sin(i));
    const before = await denoiser.predictEach(xt, [3, 9]);
    await take(subject, 2);
    const later = subject.denoiser("network");
    expect(await denoiser.predictEach(xt, [3, 9])).toEqual(before);
    expect(await later.predictEach(xt, [3, 9])).not.toEqual(before);
    // It goes on when the run is gone.
    subject.dispose();
    later.dispose();
    later.dispose();
    expect(await denoiser.predictEach(xt, [3, 9])).toEqual(before);
    denoiser.dispose();
  });
});

describe("beside tfjs' own ops on the processor", () => {
  test.each([
    { parameterisation: "v", lossWeighting: "minSnr", conditional: true, labelDropout: 0.3 },
    { parameterisation: "x0", lossWeighting: "vlb", conditional: false, labelDropout: 0 },
  ] as const)(
    "steps that learn $parameterisation by $lossWeighting, classes $conditional, are the same",
    async (changes) => {
      const labels = Uint8Array.from({ length: dataset.count }, (_, i) => i % 3);
      const labelled = { ...dataset, labels, classes: ["a", "b", "c"] };
      const told = createUnet(unetConfig("XS", 8, 1, false, changes.conditional ? 3 : null));
      const state = initialState(told.layout, 1);
      const own = { ...order(state, changes), unet: told, dataset: labelled };
      const steps = await take(new CapturedTrainer(gpu.backend, own), 5);
      await chooseBackend(["cpu"], refuseLoss);
      const expected = await take(new ComposedTrainer(own), 5);
      expect(difference(losses(steps), losses(expected))).toBeLessThan(2e-4);
      await tf.setBackend("webgpu");
    },
  );

  test("the same batches give the same losses, and a prediction is the same", async () => {
    const captured = trainer();
    const steps = await take(captured, 10);
    const xt = new Float32Array(2 * 64).map((_, i) => Math.sin(i));
    const predicted = await captured.denoiser("ema").predictEach(xt, [3, 9]);
    await chooseBackend(["cpu"], refuseLoss);
    const composed = new ComposedTrainer(order());
    const expected = await take(composed, 10);
    expect(steps.map(({ timesteps }) => timesteps)).toEqual(expected.map(({ timesteps }) => timesteps));
    expect(difference(losses(steps), losses(expected))).toBeLessThan(1e-4);
    expect(difference(predicted, await composed.denoiser("ema").predictEach(xt, [3, 9]))).toBeLessThan(1e-3);
    // Adam's first moves are as long for a gradient that is nothing but rounding as for any other.
    expect(largestDifference(await captured.state(), await composed.state())).toBeLessThan(5e-3);
    await tf.setBackend("webgpu");
  });
});

function losses(steps: readonly TrainingStep[]): number[] {
  return steps.flatMap(({ loss, gradientNorm, imageLosses }) => [loss, gradientNorm / 10, ...imageLosses]);
}
