import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readDiffusersFolder } from "#checkpoint/diffusers/readFolder.ts";
import { isFolderPath } from "#checkpoint/diffusers/paths.ts";
import { readZip } from "#checkpoint/zip.ts";
import { createUnet } from "#nn/unet.ts";
import { EngineHarness } from "../../fixtures/engineHarness.ts";

let engine: EngineHarness;

beforeEach(() => {
  engine = new EngineHarness();
  engine.open();
});
afterEach(() => engine.close());

describe("a network is written", () => {
  test.each(["raw", "ema"] as const)(
    "with its %s weights, as they are at the step that is told",
    async (weights) => {
      engine.train();
      await engine.next("paused");
      const { state } = await engine.next("checkpointed");
      engine.send({ type: "export", run: 30, training: 1, weights, format: "diffusers" });
      const { name, bytes, step } = await engine.next("exported");
      expect([name, step]).toEqual([`pixelfaces-8px-3-${weights}.zip`, 3]);
      const read = readDiffusersFolder(
        readZip(bytes, isFolderPath),
        (shape) => createUnet({ ...shape, zeroInit: false }).layout,
      );
      expect(read.weights).toEqual(weights === "ema" ? state.ema : state.weights);
      expect(read.training).toMatchObject({
        dataset: "pixelfaces",
        steps: 3,
        batch: 2,
        averaged: weights === "ema",
      });
      expect(read.training?.heldOut).toHaveLength(409);
    },
  );

  test("while it is trained, which takes the very steps that it would have taken without", async () => {
    engine.train({ steps: 6 });
    await engine.next("compiling");
    engine.send({ type: "export", run: 30, training: 1, weights: "ema", format: "safetensors" });
    engine.send({ type: "export", run: 30, training: 1, weights: "raw", format: "diffusers" });
    await engine.next("paused");
    expect(engine.all("exported").map(({ name }) => name.replace(/\d+-/, ""))).toEqual([
      "pixelfaces-8px-raw.zip",
      "pixelfaces-8px-ema.safetensors",
    ]);
    const losses = engine.losses();
    const from = engine.events.length;
    engine.train({ steps: 6 }, { run: 2 });
    await engine.next("paused", from);
    expect(engine.losses().slice(losses.length)).toEqual(losses);
  });
});

test("a network that has diverged is not written, and its run goes on", async () => {
  engine.train({}, { paused: true });
  await engine.next("started");
  engine.send({ type: "resume", run: 1, steps: 1 });
  const { state } = await engine.next("checkpointed");
  state.weights[5] = Number.NaN;
  const from = engine.events.length;
  engine.train({}, { run: 2, state, paused: true });
  await engine.next("started", from);
  engine.send({ type: "export", run: 30, training: 2, weights: "raw", format: "safetensors" });
  expect(await engine.next("exportFailed")).toMatchObject({
    run: 30,
    message: expect.stringContaining("a network that has diverged is not saved") as unknown,
  });
  expect(engine.all("failed")).toEqual([]);
});

test("a run that is not there, or not ready, has no network, and goes on", async () => {
  engine.send({ type: "export", run: 30, training: 9, weights: "raw", format: "safetensors" });
  const refusal = { run: 30, message: "the network is not there yet: try again once its run has started" };
  expect(await engine.next("exportFailed")).toMatchObject(refusal);
  engine.train({}, { paused: true });
  const from = engine.events.length;
  engine.send({ type: "export", run: 30, training: 1, weights: "raw", format: "safetensors" });
  expect(await engine.next("exportFailed", from)).toMatchObject(refusal);
  await engine.next("started");
  expect(engine.all("failed")).toEqual([]);
});
