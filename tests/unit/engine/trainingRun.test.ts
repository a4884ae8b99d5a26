import { afterEach, beforeEach, expect, test } from "vitest";
import { EngineHarness, tinyConfig } from "../../fixtures/engineHarness.ts";

/** Looked at after every step, with a snapshot that takes several pieces. */
const watched = {
  ...tinyConfig,
  validateEvery: 1,
  sampleEvery: 1,
  sampleCount: 4,
  sampleSteps: 10,
  steps: 1000,
};

let engine: EngineHarness;

beforeEach(() => {
  engine = new EngineHarness();
  engine.send({ type: "open", backends: ["cpu"], dataUrl: "data/" });
});
afterEach(() => {
  engine.close();
});

test("a step that is asked for in the middle of an observation is taken, and ends in rest", async () => {
  engine.send({ type: "train", run: 1, config: watched, state: null, paused: false });
  await engine.next("trained");
  engine.send({ type: "pause", run: 1 });
  const { step } = await engine.next("paused");
  const from = engine.events.length;
  engine.send({ type: "step", run: 1 });
  expect(await engine.next("paused", from)).toMatchObject({ step: step + 1, reason: "asked" });
  expect(engine.events.slice(from).map(({ type }) => type)).toContain("resumed");
});

test("a pause does not wait for the observation that is under way, which is finished afterwards", async () => {
  engine.send({ type: "train", run: 1, config: watched, state: null, paused: false });
  await engine.next("trained");
  engine.send({ type: "pause", run: 1 });
  await engine.next("paused");
  const shown = engine.all("sampled").length;
  expect(shown).toBeLessThanOrEqual(engine.all("trained").length);
  const from = engine.events.length;
  await engine.next("sampled", from);
});

test("every step that is due is looked at exactly once, in order, and with the network of that step", async () => {
  engine.send({ type: "train", run: 1, config: { ...watched, steps: 3 }, state: null, paused: false });
  await engine.next("paused");
  while (engine.all("sampled").length < 4) await engine.next("sampled", engine.events.length);
  expect(engine.all("validated").map(({ step }) => step)).toEqual([0, 1, 2, 3]);
  expect(engine.all("sampled").map(({ step }) => step)).toEqual([0, 1, 2, 3]);
  const losses = engine.all("validated").map(({ loss }) => loss);
  expect(new Set(losses).size).toBe(4);
});
