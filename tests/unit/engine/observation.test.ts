import { beforeAll, expect, test } from "vitest";
import { splitDataset } from "#data/split.ts";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import type { Context } from "#engine/context.ts";
import type { Due } from "#engine/observation.ts";
import { lossWeights } from "#diffusion/lossWeights.ts";
import { observe } from "#engine/observation.ts";
import type { TrainedNetwork } from "#engine/sampleSetting.ts";
import { takeSnapshot } from "#engine/snapshot.ts";
import { createTrainer } from "#engine/createTrainer.ts";
import { validationSet } from "#engine/validation.ts";
import { at } from "#math/at.ts";
import { mean } from "#math/statistics.ts";
import { chooseBackend } from "#engine/backend.ts";
import { split } from "#nn/parameters.ts";
import * as tf from "#nn/tf.ts";
import { embedTimesteps } from "#nn/timestepEmbedding.ts";
import type { EngineEvent } from "#protocol/event.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";
import { stripes } from "../../fixtures/stripes.ts";
import { tinyConfig } from "../../fixtures/tinyRun.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

const config = { ...tinyConfig, batch: 2, sampleCount: 3, sampleSteps: 4 };
const schedule = chosenSchedule(config.schedule);
const dataset = stripes(50);
const data = { dataset, split: splitDataset(dataset.count) };
const set = validationSet(dataset, data.split, schedule, "eps");

/** A network after one step, so that raw and averaged weights differ. */
async function trained(): Promise<TrainedNetwork> {
  const trainer = createTrainer(config, schedule, dataset, data.split, null);
  await trainer.takeStep(false);
  return { trainer, config, schedule, data };
}

function begin(network: TrainedNetwork, due: Due) {
  const events: EngineEvent[] = [];
  const refuse = () => Promise.reject(new Error("nothing but events is asked for"));
  const context: Context = { emit: (event) => events.push(event), deviceReady: refuse, load: refuse };
  return { events, work: observe(4, context, network, set, due) };
}

async function observed(network: TrainedNetwork, due: Due): Promise<EngineEvent[]> {
  const { events, work } = begin(network, due);
  while (!(await work.next()).done);
  return events;
}

test("a validation is the loss of the raw weights on each held-out image, and their mean", async () => {
  const network = await trained();
  const [event, ...others] = await observed(network, { validation: true, snapshot: false });
  if (event?.type !== "validated") throw new Error(`${event?.type} is no validation`);
  const { imageLosses, loss, timesteps, ...rest } = event;
  expect(others).toEqual([]);
  expect(rest).toEqual({ type: "validated", run: 4, step: 1 });
  expect([...timesteps]).toEqual([1, 3, 5, 7, 9]);
  // The page gets the buffer for good: the set must keep its own.
  expect(timesteps.buffer).not.toBe(set.timesteps.buffer);
  const { unet } = network.trainer;
  const weights = split(unet.layout, tf.tensor1d((await network.trainer.state()).weights));
  const epsHat = await unet
    .forward(weights, tf.tensor4d(set.xt, [5, 8, 8, 1]), embedTimesteps(set.timesteps, unet.timestepChannels))
    .data();
  for (const [i, imageLoss] of imageLosses.entries()) {
    const errors = Array.from({ length: 64 }, (_, j) => at(epsHat, i * 64 + j) - at(set.wanted, i * 64 + j));
    expect(imageLoss).toBeCloseTo(mean(errors.map((error) => error ** 2)), 5);
  }
  expect(loss).toBeCloseTo(mean(imageLosses), 6);
});

test("a snapshot is what the averaged weights make of a seed's noises", async () => {
  const network = await trained();
  const [event, ...others] = await observed(network, { validation: false, snapshot: true });
  if (event?.type !== "sampled") throw new Error(`${event?.type} is no snapshot`);
  const { frames, timesteps, ...rest } = event;
  expect(others).toEqual([]);
  expect(rest).toEqual({ type: "sampled", run: 4, step: 1, size: 8, channels: 1, count: 3 });
  const length = 3 * 64;
  expect(frames).toHaveLength(timesteps.length * length);
  const framesOf = async (kind: "network" | "ema") => {
    const denoiser = network.trainer.denoiser(kind);
    const wanted = { count: 3, imageLength: 64, classes: null };
    const work = takeSnapshot(denoiser, schedule, config.sampleSteps, config.seed, wanted);
    let result = await work.next();
    while (!result.done) result = await work.next();
    return result.value.frames;
  };
  expect(frames).toEqual(await framesOf("ema"));
  expect(frames).not.toEqual(await framesOf("network"));
});

test("training may go on beside it: everything is told of the step at which it began", async () => {
  const both = { validation: true, snapshot: true };
  const atRest = await observed(await trained(), both);
  const network = await trained();
  const { events, work } = begin(network, both);
  await work.next();
  await network.trainer.takeStep(false);
  while (!(await work.next()).done);
  expect(network.trainer.step).toBe(2);
  expect(events.map(({ type }) => type)).toEqual(["validated", "sampled"]);
  expect(events).toEqual(atRest);
});

test.each([
  { validation: true, snapshot: false },
  { validation: false, snapshot: true },
])("only the weights that are needed are copied: %o", async (due) => {
  const network = await trained();
  const before = tf.memory().numTensors;
  const { work } = begin(network, due);
  await work.next();
  expect(tf.memory().numTensors).toBe(before + network.trainer.unet.layout.length);
  await work.return();
});

test("the raw weights are given back once they are validated, while the snapshot is still to come", async () => {
  const network = await trained();
  const before = tf.memory().numTensors;
  const { events, work } = begin(network, { validation: true, snapshot: true });
  await work.next();
  expect(tf.memory().numTensors).toBe(before + 2 * network.trainer.unet.layout.length);
  while (events.length === 0) await work.next();
  expect(tf.memory().numTensors).toBe(before + network.trainer.unet.layout.length);
  await work.return();
});

test("no tensor is left behind, whether it ends or is ended", async () => {
  const network = await trained();
  const before = tf.memory().numTensors;
  await observed(network, { validation: true, snapshot: true });
  expect(tf.memory().numTensors).toBe(before);
  const { events, work } = begin(network, { validation: true, snapshot: true });
  await work.next();
  expect(tf.memory().numTensors).toBeGreaterThan(before);
  await work.return();
  expect(tf.memory().numTensors).toBe(before);
  expect(events).toEqual([]);
});

test("under other weights a validation is each image's loss by the mean weight of its stretch of t", async () => {
  const weighted = { ...config, lossWeighting: "vlb", parameterisation: "x0" } as const;
  const trainer = createTrainer(weighted, schedule, dataset, data.split, null);
  const network = { trainer, config: weighted, schedule, data };
  const [event] = await observed(network, { validation: true, snapshot: false });
  if (event?.type !== "validated") throw new Error(`${event?.type} is no validation`);
  const weights = lossWeights(schedule, "vlb", "x0").subarray(1);
  const whole = mean(weights);
  // Five images stand for two of the ten timesteps each.
  const expected = Array.from(
    event.imageLosses,
    (loss, i) => (loss * mean(weights.subarray(2 * i, 2 * i + 2))) / whole,
  );
  expect(event.loss / mean(Float64Array.from(expected))).toBeCloseTo(1, 5);
  trainer.dispose();
});
