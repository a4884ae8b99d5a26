import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SampleRequest, TrainingConfig } from "#protocol/config.ts";
import { EngineHarness } from "../../fixtures/engineHarness.ts";
import { tinyConfig } from "../../fixtures/tinyRun.ts";

let engine: EngineHarness;

beforeEach(() => {
  engine = new EngineHarness();
});
afterEach(() => engine.close());

test("open answers with the device and the refusals", async () => {
  engine.open();
  const { device } = await engine.next("ready");
  expect(device.backend).toBe("cpu");
  expect(device.refused.map(({ backend }) => backend)).toEqual(["webgpu", "webgl"]);
});

describe("bad input gets a clear message and changes nothing", () => {
  test.each<[unknown, string, number | null]>([
    ["hello", "a command: message: ", null],
    [{ type: "dance" }, "dance: type: ", null],
    [{ type: "step", run: 0 }, "step: run: ", null],
    [
      {
        type: "train",
        run: 1,
        config: { ...tinyConfig, schedule: { id: "linear", T: 5, params: {} } },
        state: null,
        paused: true,
      },
      "train: config.schedule.T: ",
      1,
    ],
  ])("message %#", async (message, beginning, run) => {
    engine.open();
    await engine.next("ready");
    engine.sendAnything(message);
    const failed = await engine.next("failed");
    expect(failed).toMatchObject({ run, name: "TypeError", fatal: false });
    expect(failed.message.slice(0, beginning.length)).toBe(beginning);
    expect(engine.events).toHaveLength(2);
  });

  test.each<[Partial<TrainingConfig>, string]>([
    [{ dataset: "cats" }, 'dataset "cats" is unknown; there are flowers, pixelfaces, digits'],
    [
      { dataset: "flowers", batch: 256, imageSize: 32, sampleSteps: 11 },
      "steps = 11 is not a whole number in 1..10",
    ],
    [{ dataset: "digits", imageSize: 32 }, 'size = 32 is not a whole number in 1..28, the side of "digits"'],
    [{ schedule: { id: "linear", T: 10, params: { betaEnd: 7 } } }, "betaEnd = 7"],
  ])("a run that cannot be: %j", async (changes, message) => {
    engine.open();
    engine.train(changes);
    const failed = await engine.next("failed");
    expect(failed).toMatchObject({ run: 1, fatal: false });
    expect(failed.message).toContain(message);
  });

  test.each<[Partial<SampleRequest>, string]>([
    [{ denoiser: "network" }, "no network has been trained yet"],
    [{ steps: 11 }, "steps = 11 is not a whole number in 1..10"],
    [{ sampler: { id: "magic", params: {} } }, 'sampler "magic" is unknown'],
    [{ start: { t: 4, xt: new Float32Array(5) } }, "the branch holds 5 values, expected 2 x 192"],
    [{ start: { t: 11, xt: new Float32Array(384) } }, "the branch starts at t = 11, outside 1..10"],
  ])("a reverse process that cannot be: %j", async (changes, message) => {
    engine.open();
    engine.sample(changes);
    const failed = await engine.next("failed");
    expect(failed).toMatchObject({ run: 2, fatal: false });
    expect(failed.message).toContain(message);
  });

  test("a command before open, and a second open", async () => {
    engine.sample();
    expect((await engine.next("failed")).message).toContain("the first command must be open");
    engine.open();
    engine.open();
    expect((await engine.next("failed", 1)).message).toContain("open already");
  });

  test("a command for a run that is not there", async () => {
    engine.open();
    engine.send({ type: "resume", run: 9, steps: 1 });
    expect(await engine.next("failed")).toMatchObject({
      run: 9,
      message: "run 9 is no training run of this engine",
    });
  });

  test("a run that goes on from its own checkpoint is not discarded", async () => {
    engine.open();
    engine.train();
    const { state } = await engine.next("checkpointed");
    await engine.next("paused");
    const from = engine.events.length;
    engine.train({}, { state: structuredClone(state), paused: true });
    engine.train({}, { state, paused: true });
    await engine.next("started", from);
    await engine.rest();
    expect(engine.all("discarded")).toEqual([]);
    engine.send({ type: "step", run: 1 });
    expect(await engine.next("paused", from)).toMatchObject({ run: 1, step: 4 });
    expect(engine.all("failed")).toEqual([]);
  });

  test("a run that cannot be leaves the one before training", async () => {
    engine.open();
    engine.train({ steps: 5 });
    await engine.next("compiling");
    engine.train({ dataset: "cats" }, { run: 2 });
    expect(await engine.next("failed")).toMatchObject({ run: 2 });
    expect(await engine.next("paused")).toMatchObject({ run: 1, step: 5, reason: "budget" });
  });

  test("after a failure a run can be discarded and another one trained", async () => {
    engine.open();
    engine.train({ dataset: "cats" });
    await engine.next("failed");
    engine.send({ type: "discard", run: 1 });
    await engine.next("discarded");
    engine.send({ type: "train", run: 2, config: { ...tinyConfig, steps: 1 }, state: null, paused: false });
    expect(await engine.next("paused")).toMatchObject({ run: 2, step: 1 });
  });
});
