import { afterEach, beforeEach, expect, test, vi } from "vitest";
import * as tf from "#nn/tf.ts";
import { EngineHarness } from "../../fixtures/engineHarness.ts";
import { tinyConfig } from "../../fixtures/tinyRun.ts";

let engine: EngineHarness;

beforeEach(() => {
  engine = new EngineHarness();
});
afterEach(() => {
  vi.restoreAllMocks();
  return engine.close();
});

/** Looked at after every step, with a snapshot that takes several pieces. */
const watched = {
  validateEvery: 1,
  sampleEvery: 1,
  sampleCount: 4,
  sampleSteps: 10,
  steps: 1000,
};

test("runs through its budget and says so, with everything needed to go on", async () => {
  engine.open();
  engine.train();
  const { step, reason } = await engine.next("paused");
  expect({ step, reason }).toEqual({ step: 3, reason: "budget" });
  expect(engine.losses()).toHaveLength(3);
  expect(engine.all("trained")[0]?.firstStep).toBe(1);
  expect(await engine.next("started")).toMatchObject({
    config: tinyConfig,
    step: 0,
    parameterCount: 45_259,
    trainCount: 3687,
    validationCount: 409,
    channels: 3,
  });
  const [state] = engine.all("checkpointed").map((event) => event.state);
  expect(state?.step).toBe(3);
  expect(state?.weights).toHaveLength(45_259);
  const types = engine.events.map(({ type }) => type).filter((type) => type !== "ready");
  expect(types.indexOf("compiling")).toBe(types.indexOf("started") + 1);
  expect(types.indexOf("checkpointed")).toBeLessThan(types.indexOf("paused"));
});

test("pause, step and resume do as they say", async () => {
  engine.open();
  engine.train({ steps: 1000 });
  await engine.next("trained");
  engine.send({ type: "pause", run: 1 });
  const paused = await engine.next("paused");
  expect(paused.reason).toBe("asked");
  expect(engine.losses()).toHaveLength(paused.step);

  let from = engine.events.length;
  engine.send({ type: "step", run: 1 });
  expect(await engine.next("paused", from)).toMatchObject({ step: paused.step + 1, reason: "asked" });

  from = engine.events.length;
  engine.send({ type: "resume", run: 1, steps: 2 });
  await engine.next("resumed", from);
  expect(await engine.next("paused", from)).toMatchObject({ step: paused.step + 3, reason: "budget" });
  expect(engine.losses()).toHaveLength(paused.step + 3);
});

test("paused from the start it waits, and a step that follows at once is not lost", async () => {
  engine.open();
  engine.train({}, { paused: true });
  engine.send({ type: "step", run: 1 });
  expect(await engine.next("paused")).toMatchObject({ step: 1, reason: "asked" });
  expect(engine.losses()).toHaveLength(1);
});

test("goes on in another engine from a checkpoint as if nothing had happened", async () => {
  engine.open();
  engine.train({ steps: 4 });
  const whole = await engine.next("checkpointed");
  const other = new EngineHarness();
  try {
    other.send({ type: "open", backends: ["cpu"], dataUrl: "data/" });
    other.send({ type: "train", run: 1, config: { ...tinyConfig, steps: 2 }, state: null, paused: false });
    const { state } = structuredClone(await other.next("checkpointed"));
    const from = other.events.length;
    other.send({ type: "train", run: 2, config: { ...tinyConfig, steps: 4 }, state, paused: false });
    expect(await other.next("started", from)).toMatchObject({ run: 2, step: 2 });
    const resumed = await other.next("checkpointed", from);
    expect(other.losses()).toEqual(engine.losses());
    expect(resumed.state).toEqual(whole.state);
  } finally {
    await other.close();
  }
});

test("is observed at step 0, every so many steps and at the end, while it goes on", async () => {
  engine.open();
  engine.train({
    steps: 3,
    validateEvery: 3,
    sampleEvery: 3,
    sampleSteps: 4,
    schedule: { id: "linear", T: 20, params: {} },
  });
  await engine.next("started");
  while (engine.all("sampled").length < 2) await engine.next("sampled", engine.events.length);
  expect(engine.all("sampled").map(({ step }) => step)).toEqual([0, 3]);
  expect(engine.all("validated").map(({ step }) => step)).toEqual([0, 3]);
  const [before, after] = engine.all("sampled");
  expect(before?.timesteps).toEqual([10, 5, 0]);
  expect(before?.frames).toHaveLength(3 * 8 * 8 * 3);
  // The same noise, other weights.
  expect(after?.frames).not.toEqual(before?.frames);
  const [validated] = engine.all("validated");
  expect(validated?.timesteps).toHaveLength(64);
  expect(validated?.timesteps[0]).toBe(1);
  expect(validated?.timesteps[63]).toBe(20);
  expect(validated?.loss).toBeGreaterThan(0.5);
});

test("three losses in a row that are no numbers end it, and the weights stay as they were", async () => {
  engine.open();
  engine.train({ steps: 1 });
  const { state } = structuredClone(await engine.next("checkpointed"));
  state.weights[0] = Number.NaN;
  await engine.next("paused");
  const from = engine.events.length;
  engine.send({ type: "train", run: 2, config: { ...tinyConfig, steps: 100 }, state, paused: false });
  expect(await engine.next("paused", from)).toMatchObject({ step: 4, reason: "diverged" });
});

test("discard ends it and leaves no tensor behind; a new run may begin", async () => {
  engine.open();
  await engine.next("ready");
  const before = tf.memory().numTensors;
  engine.train({ steps: 1000 });
  await engine.next("trained");
  engine.send({ type: "discard", run: 1 });
  await engine.next("discarded");
  expect(tf.memory().numTensors).toBe(before);
  const from = engine.events.length;
  engine.send({ type: "train", run: 2, config: { ...tinyConfig, steps: 1 }, state: null, paused: false });
  expect(await engine.next("paused", from)).toMatchObject({ run: 2, step: 1 });
  expect(engine.events.slice(from).some((event) => "run" in event && event.run === 1)).toBe(false);
});

test("a frame of the dissected step comes only after the last one was acknowledged", async () => {
  engine.acknowledges = false;
  engine.open();
  engine.train({ steps: 8 });
  await engine.next("paused");
  expect(engine.all("dissected")).toHaveLength(1);
});

test("a step that is asked for in the middle of an observation is taken, and ends in rest", async () => {
  engine.open();
  engine.train(watched);
  await engine.next("trained");
  engine.send({ type: "pause", run: 1 });
  const { step } = await engine.next("paused");
  const from = engine.events.length;
  engine.send({ type: "step", run: 1 });
  expect(await engine.next("paused", from)).toMatchObject({ step: step + 1, reason: "asked" });
  expect(engine.events.slice(from).map(({ type }) => type)).toContain("resumed");
});

test("a pause does not wait for the observation that is under way, which is finished afterwards", async () => {
  engine.open();
  engine.train(watched);
  await engine.next("trained");
  engine.send({ type: "pause", run: 1 });
  await engine.next("paused");
  const shown = engine.all("sampled").length;
  expect(shown).toBeLessThanOrEqual(engine.all("trained").length);
  const from = engine.events.length;
  await engine.next("sampled", from);
});

test("every step that is due is looked at exactly once, in order, and with the network of that step", async () => {
  engine.open();
  engine.train({ ...watched, steps: 3 });
  await engine.next("paused");
  while (engine.all("sampled").length < 4) await engine.next("sampled", engine.events.length);
  expect(engine.all("validated").map(({ step }) => step)).toEqual([0, 1, 2, 3]);
  expect(engine.all("sampled").map(({ step }) => step)).toEqual([0, 1, 2, 3]);
  const losses = engine.all("validated").map(({ loss }) => loss);
  expect(new Set(losses).size).toBe(4);
});

test("a run that cannot be prepared leaves the one before in its place, paused and able to go on", async () => {
  engine.open();
  engine.send({ type: "train", run: 1, config: { ...tinyConfig, steps: 1000 }, state: null, paused: false });
  await engine.next("trained");
  const impossible = { ...tinyConfig, schedule: { id: "linear", T: 10, params: { betaEnd: 7 } } };
  engine.send({ type: "train", run: 2, config: impossible, state: null, paused: false });
  expect(await engine.next("failed")).toMatchObject({ run: 2, name: "RangeError", fatal: false });
  const { run, step } = await engine.next("paused");
  expect(run).toBe(1);
  const from = engine.events.length;
  engine.send({ type: "resume", run: 1, steps: 1 });
  expect(await engine.next("paused", from)).toMatchObject({ run: 1, step: step + 1 });
  expect(engine.all("discarded")).toEqual([]);
});

test("the run before goes as soon as the new one has started", async () => {
  engine.open();
  engine.send({ type: "train", run: 1, config: { ...tinyConfig, steps: 1000 }, state: null, paused: false });
  await engine.next("trained");
  engine.send({ type: "train", run: 2, config: { ...tinyConfig, steps: 1 }, state: null, paused: false });
  expect((await engine.next("discarded")).run).toBe(1);
  expect(await engine.next("paused", engine.events.length)).toMatchObject({ run: 2, step: 1 });
});

test("a run that failed is gone, and what is asked of it is answered", async () => {
  engine.open();
  const impossible = { ...tinyConfig, schedule: { id: "linear", T: 10, params: { betaEnd: 7 } } };
  engine.send({ type: "train", run: 1, config: impossible, state: null, paused: false });
  await engine.next("failed");
  const from = engine.events.length;
  engine.send({ type: "resume", run: 1, steps: 1 });
  expect((await engine.next("failed", from)).message).toBe("run 1 is no training run of this engine");
});

test("steps that are asked for while one is in hand are all taken", async () => {
  engine.open();
  engine.send({ type: "train", run: 1, config: tinyConfig, state: null, paused: true });
  await engine.next("started");
  for (let k = 0; k < 3; k++) engine.send({ type: "step", run: 1 });
  while (engine.all("paused").at(-1)?.step !== 3) await engine.next("paused", engine.events.length);
  expect(engine.all("trained").reduce((sum, { losses }) => sum + losses.length, 0)).toBe(3);
});

test("a checkpoint leaves every few seconds, and before it the losses of its steps", async () => {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => 1000 * now());
  engine.open();
  engine.send({ type: "train", run: 1, config: { ...tinyConfig, steps: 55 }, state: null, paused: false });
  await engine.next("paused");
  let known = 0;
  for (const event of engine.events) {
    if (event.type === "trained") known += event.losses.length;
    if (event.type === "checkpointed") expect(known).toBe(event.state.step);
  }
  const steps = engine.all("checkpointed").map(({ state }) => state.step);
  expect(steps.length).toBeGreaterThan(1);
  expect(steps).toContain(55);
});
