import { beforeAll, describe, expect, test, vi } from "vitest";
import { splitDataset } from "#data/split.ts";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import { createTrainer } from "#engine/createTrainer.ts";
import type { Trainer, TrainingStep } from "#engine/trainer.ts";
import { at } from "#math/at.ts";
import { chooseBackend } from "#engine/backend.ts";
import * as tf from "#nn/tf.ts";
import type { TrainingConfig, TrainingState } from "#protocol/config.ts";
import { tinyConfig } from "../../fixtures/tinyRun.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";
import { stripes } from "../../fixtures/stripes.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

function trainer(changes: Partial<TrainingConfig> = {}, state: TrainingState | null = null): Trainer {
  const config = { ...tinyConfig, ...changes };
  const dataset = stripes();
  return createTrainer(config, chosenSchedule(config.schedule), dataset, splitDataset(dataset.count), state);
}

async function takeStep(subject: Trainer, dissects: boolean): Promise<TrainingStep> {
  await subject.takeStep(dissects);
  return at(await subject.collect(), 0);
}

async function take(subject: Trainer, steps: number): Promise<number[]> {
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) losses.push((await takeStep(subject, false)).loss);
  return losses;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function distance(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - at(b, i)), 0);
}

test("learning really happens: the loss falls to less than half", async () => {
  const subject = trainer({ batch: 4, learningRate: 5e-3, schedule: { id: "linear", T: 100, params: {} } });
  const losses = await take(subject, 30);
  expect(at(losses, 0)).toBeGreaterThan(0.9);
  expect(mean(losses.slice(-10))).toBeLessThan(at(losses, 0) / 2);
}, 60_000);

describe("a run is a pure function of its configuration", () => {
  test("five steps, saved and loaded, and five more are ten", async () => {
    const whole = trainer();
    const wholeLosses = await take(whole, 10);
    const first = trainer();
    const losses = await take(first, 5);
    const second = trainer({}, await first.state());
    expect(second.step).toBe(5);
    losses.push(...(await take(second, 5)));
    expect(losses).toEqual(wholeLosses);
    expect(await second.state()).toEqual(await whole.state());
  }, 30_000);

  test("another seed is another run", async () => {
    expect(await take(trainer({ seed: 2 }), 1)).not.toEqual(await take(trainer({ seed: 1 }), 1));
  });
});

test("a step says what it drew: timesteps in 1..T, a loss for each image, their mean", async () => {
  const result = await takeStep(trainer({ batch: 5 }), false);
  expect(result.step).toBe(1);
  expect(result.timesteps).toHaveLength(5);
  expect(result.timesteps.every((t) => t >= 1 && t <= 10)).toBe(true);
  expect(result.loss).toBeCloseTo(mean([...result.imageLosses]), 6);
  expect(result.isApplied).toBe(true);
  expect(result.dissection).toBeNull();
});

test("a dissected image satisfies x_t = sqrt(alphaBar) x_0 + sqrt(1 - alphaBar) eps, and its error is its loss", async () => {
  const { dissection, timesteps, imageLosses } = await takeStep(trainer(), true);
  if (!dissection) throw new Error("there is no dissection");
  const { t, x0, xt, eps, epsHat } = dissection;
  expect(t).toBe(timesteps[0]);
  const alphaCumprod = at(chosenSchedule(tinyConfig.schedule).alphasCumprod, t);
  for (const [i, value] of xt.entries()) {
    const expected = Math.sqrt(alphaCumprod) * at(x0, i) + Math.sqrt(1 - alphaCumprod) * at(eps, i);
    expect(value).toBeCloseTo(expected, 5);
  }
  expect(mean(Array.from(eps, (value, i) => (at(epsHat, i) - value) ** 2))).toBeCloseTo(
    at(imageLosses, 0),
    5,
  );
});

describe("what Adam is given", () => {
  test("the norm of the whole gradient is clipped: a tenth of the largest norm allowed, a tenth of the first moment", async () => {
    const norms: number[] = [];
    const moments: number[] = [];
    for (const clipNorm of [0.1, 0.01]) {
      const subject = trainer({ clipNorm });
      norms.push((await takeStep(subject, false)).gradientNorm);
      const { adamMean } = await subject.state();
      moments.push(Math.hypot(...adamMean));
    }
    expect(norms[0]).toBeGreaterThan(0.1);
    expect(norms[1]).toBe(norms[0]);
    // The first moment is (1 - beta_1) times the gradient.
    expect(moments[0]).toBeCloseTo(0.01, 5);
    expect(moments[1]).toBeCloseTo(0.001, 6);
  });

  test("a gradient within the norm is left alone", async () => {
    const subject = trainer({ clipNorm: 1000 });
    const { gradientNorm } = await takeStep(subject, false);
    const { adamMean } = await subject.state();
    expect(Math.hypot(...adamMean)).toBeCloseTo(gradientNorm / 10, 4);
  });
});

describe("the averaged weights", () => {
  test("move at each step from their last values towards the new weights, by the warmed-up decay", async () => {
    const subject = trainer();
    let before = await subject.state();
    expect(before.ema).toEqual(before.weights);
    for (const decay of [2 / 11, 3 / 12]) {
      await subject.takeStep(false);
      const after = await subject.state();
      const errors = after.ema.map((value, i) =>
        Math.abs(value - decay * at(before.ema, i) - (1 - decay) * at(after.weights, i)),
      );
      expect(Math.max(...errors)).toBeLessThan(1e-6);
      expect(distance(after.ema, after.weights)).toBeGreaterThan(0.1);
      before = after;
    }
  });

  test("follow at once where the decay is 0", async () => {
    const subject = trainer({ emaDecay: 0 });
    await subject.takeStep(false);
    const { ema, weights } = await subject.state();
    expect(distance(ema, weights)).toBe(0);
  });
});

describe("the learning rate", () => {
  /** Sum of all moves of the weights in one step. */
  async function moved(changes: Partial<TrainingConfig>, state: TrainingState): Promise<number> {
    const subject = trainer(changes, state);
    await subject.takeStep(false);
    return distance((await subject.state()).weights, state.weights);
  }

  test("rises over the warm-up: step 1 of 10 moves a tenth as far, step 4 four times that, step 10 all of it", async () => {
    const state = await trainer().state();
    for (const [updates, share] of [
      [0, 0.1],
      [3, 0.4],
      [9, 1],
    ] as const) {
      const from = { ...state, updates };
      const whole = await moved({ warmupSteps: 0 }, from);
      expect((await moved({ warmupSteps: 10 }, from)) / whole).toBeCloseTo(share, 2);
    }
  });

  test("and Adam count the steps that moved the weights, not those that were left out", async () => {
    const state = await trainer().state();
    // Adam's first move is the learning rate for every weight that has a gradient, whatever the step.
    const first = await moved({}, { ...state, step: 40, updates: 0 });
    expect(first / state.weights.length).toBeGreaterThan(0.8e-3);
    expect(first / state.weights.length).toBeLessThan(1.01e-3);
  });
});

test("a loss that is not a number changes nothing but the counter", async () => {
  const healthy = await trainer().state();
  const weights = healthy.weights.slice();
  weights[0] = Number.NaN;
  const subject = trainer({}, { ...healthy, weights });
  const result = await takeStep(subject, false);
  expect(result).toMatchObject({ loss: Number.NaN, isApplied: false });
  expect(await subject.state()).toEqual({ ...healthy, weights, step: 1 });
});

test("no tensor is left behind, by steps or by the trainer", async () => {
  const before = tf.memory().numTensors;
  const subject = trainer();
  await take(subject, 1);
  const afterOne = tf.memory().numTensors;
  await subject.takeStep(true);
  await subject.state();
  expect(tf.memory().numTensors).toBe(afterOne);
  subject.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("a gradient that throws leaves no prediction behind", async () => {
  const subject = trainer();
  const { forward } = subject.unet;
  const fails = tf.withGradient((x: tf.Tensor4D) => ({
    value: tf.mul<tf.Tensor4D>(x, 1),
    gradFunc: () => {
      throw new Error("no memory");
    },
  }));
  const predict = vi
    .spyOn(subject.unet, "forward")
    .mockImplementation((...input) => fails(forward(...input)));
  await expect(subject.takeStep(false)).rejects.toThrow("no memory");
  expect(predict.mock.results.map(({ value }) => value.isDisposed)).toEqual([true]);
});

describe("refusals", () => {
  test("a batch larger than the training images names both numbers", () => {
    expect(() => trainer({ batch: 19 })).toThrow(
      'batch = 19 is more than the 18 training images of "stripes"',
    );
  });

  test("a state of another network", async () => {
    const state = await trainer().state();
    const weights = state.weights.slice(1);
    expect(() => trainer({}, { ...state, weights })).toThrow(
      `weights holds ${weights.length} numbers; this network has ${state.weights.length}`,
    );
  });
});
