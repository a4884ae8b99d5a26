import { expect, test } from "vitest";
import type { EngineEvent } from "#protocol/event.ts";
import { RunRecord } from "../../../../tools/train/runRecord.ts";
import { tinyConfig, tinyRequest } from "../../../fixtures/tinyRun.ts";

const none = () => new Float32Array();

function trained(firstStep: number, losses: readonly number[]): EngineEvent {
  return {
    type: "trained",
    run: 1,
    firstStep,
    losses: Float32Array.from(losses),
    gradientNorms: none(),
    timesteps: none(),
    imageLosses: none(),
    stepsPerSecond: 4,
  };
}

function checkpointed(step: number): EngineEvent {
  const state = { step, updates: step, weights: none(), adamMean: none(), adamVariance: none(), ema: none() };
  return { type: "checkpointed", run: 1, state };
}

const started: EngineEvent = {
  type: "started",
  run: 1,
  config: { ...tinyConfig, steps: 300 },
  step: 0,
  parameterCount: 45_259,
  trainCount: 3687,
  validationCount: 409,
  channels: 3,
};

test("the training loss is the mean over the last hundred steps of the checkpoint", () => {
  const record = new RunRecord();
  expect(record.trainingLoss).toBeNull();
  record.take(
    trained(
      1,
      Array.from({ length: 50 }, () => 9),
    ),
  );
  record.take(
    trained(
      51,
      Array.from({ length: 100 }, (_, i) => (i < 50 ? 1 : 3)),
    ),
  );
  record.take(checkpointed(150));
  record.take(trained(151, [1000]));
  expect(record.trainingLoss).toBe(2);
});

test("losses that are not finite do not count", () => {
  const record = new RunRecord();
  record.take(trained(1, [1, Number.NaN, 3]));
  record.take(checkpointed(3));
  expect(record.trainingLoss).toBe(2);
  record.take(
    trained(
      4,
      Array.from({ length: 100 }, () => Infinity),
    ),
  );
  record.take(checkpointed(103));
  expect(record.trainingLoss).toBeNull();
});

test("its standing is what the progress line needs", () => {
  const record = new RunRecord();
  record.take(started);
  expect(record.standing).toEqual({ step: 0, steps: 300, loss: null, stepsPerSecond: 0 });
  record.take(trained(1, [0.5, 0.5]));
  expect(record.standing).toEqual({ step: 2, steps: 300, loss: 0.5, stepsPerSecond: 4 });
});

test("time counts only while steps are taken", () => {
  let now = 0;
  const record = new RunRecord(() => now);
  const pass = (ms: number, event: EngineEvent) => {
    now += ms;
    record.take(event);
  };
  expect(record.isGoing).toBe(false);
  pass(1000, { type: "compiling", run: 1, compiled: 0, shaders: 0 });
  expect(record.isGoing).toBe(true);
  pass(500, { type: "compiling", run: 1, compiled: 1, shaders: 1 });
  pass(1500, { type: "paused", run: 1, step: 1, reason: "budget" });
  expect(record.isGoing).toBe(false);
  pass(5000, { type: "resumed", run: 1 });
  now += 500;
  expect(record.seconds).toBe(2.5);
  pass(500, { type: "paused", run: 1, step: 2, reason: "asked" });
  expect(record.seconds).toBe(3);
});

test("knows of compiled shaders until the first step", () => {
  const record = new RunRecord();
  record.take({ type: "compiling", run: 1, compiled: 2, shaders: 9 });
  expect(record.compiling).toMatchObject({ compiled: 2, shaders: 9 });
  record.take(trained(1, [1]));
  expect(record.compiling).toBeNull();
});

test("knows the share of the samples that are being drawn", () => {
  const record = new RunRecord();
  const images = { run: 2, size: 8, channels: 3 } as const;
  const denoised = (t: number): EngineEvent => ({
    type: "denoised",
    ...images,
    count: 2,
    t,
    s: 0,
    step: 0,
    weights: { xt: 1, x0Hat: 0, x0HatBefore: 0, z: 0 },
    xt: none(),
    x0Hat: none(),
    epsHat: none(),
    z: none(),
    picturesInPlay: null,
  });
  const events: EngineEvent[] = [
    {
      type: "samplingStarted",
      ...images,
      request: tinyRequest,
      schedule: tinyConfig.schedule,
      timesteps: [900, 600, 450, 300, 0],
    },
    ...[900, 600, 300, 0].map(denoised),
    { type: "finished", run: 2, milliseconds: 1, nearest: { indices: [], distances: none() } },
  ];
  expect(record.sampling).toBeNull();
  const shares = events.map((event) => {
    record.take(event);
    return record.sampling;
  });
  expect(shares).toEqual([0, 0, 0.25, 0.75, 1, null]);
});

test("keeps the last validation and the last checkpoint", () => {
  const record = new RunRecord();
  for (const step of [0, 100]) {
    record.take({
      type: "validated",
      run: 1,
      step,
      loss: step / 1000,
      timesteps: none(),
      imageLosses: none(),
    });
    record.take(checkpointed(step));
  }
  expect(record.validation).toEqual({ step: 100, loss: 0.1 });
  expect(record.state?.step).toBe(100);
});
