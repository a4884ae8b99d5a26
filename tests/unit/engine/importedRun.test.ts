import { expect, test } from "vitest";
import { writeCheckpoint } from "#checkpoint/checkpoint.ts";
import { DataShelf } from "#engine/dataShelf.ts";
import { importedRun } from "#engine/importedRun.ts";
import { createUnet } from "#nn/unet.ts";
import { nodeSource } from "../../fixtures/nodeSource.ts";
import { tinyModel } from "../../fixtures/tinyModel.ts";
import { tinyConfig } from "../../fixtures/tinyRun.ts";

const shelf = new DataShelf(nodeSource);
const { layout } = createUnet({ ...tinyModel.shape, zeroInit: true });
const weights = tinyModel.weights.map((_, i) => Math.cos(i));

function run(step: number, averaged: boolean) {
  const info = { step, imageChannels: 3, trainingLoss: null, validationLoss: null, averaged } as const;
  const bytes = writeCheckpoint({ info: { ...info, config: tinyConfig }, weights }, layout, "F32");
  return importedRun([{ path: "a.safetensors", bytes }], (id, size) => shelf.load(id, size));
}

test("the weights are both the raw and the averaged ones, and Adam begins anew", async () => {
  const { config, state, notes } = await run(40, true);
  expect(config).toEqual(tinyConfig);
  const zeros = new Float32Array(weights.length);
  expect(state).toEqual({
    step: 40,
    updates: 0,
    weights,
    ema: weights,
    adamMean: zeros,
    adamVariance: zeros,
  });
  expect(
    new Set([state.weights, state.ema, state.adamMean, state.adamVariance].map(({ buffer }) => buffer)).size,
  ).toBe(4);
  expect(notes).toEqual([expect.stringContaining("Adam"), expect.stringContaining("averaged")]);
});

test("raw weights are not called averaged", async () => {
  expect((await run(40, false)).notes).toHaveLength(1);
});

test("more steps than a counter holds are refused", async () => {
  await expect(run(2e9, true)).rejects.toThrow("steps is 2000000000, at most 1000000000 work here");
});
