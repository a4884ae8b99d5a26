import { expect, test } from "vitest";
import { isFolderPath } from "#checkpoint/diffusers/paths.ts";
import { readDiffusersFolder } from "#checkpoint/diffusers/readFolder.ts";
import { readZip } from "#checkpoint/zip.ts";
import { splitDataset } from "#data/split.ts";
import { lossWeights } from "#diffusion/lossWeights.ts";
import { absentData } from "#engine/absentData.ts";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import { modelFile } from "#engine/modelFile.ts";
import { readModel } from "#engine/readModel.ts";
import { createUnet } from "#nn/unet.ts";
import { tinyModel } from "../../fixtures/tinyModel.ts";
import { tinyConfig } from "../../fixtures/tinyRun.ts";

const unet = createUnet({ ...tinyModel.shape, zeroInit: true });
const { dataset } = absentData("pixelfaces", 8, { channels: 3, classes: null });
const network = {
  trainer: { unet },
  config: tinyConfig,
  schedule: chosenSchedule(tinyConfig.schedule),
  data: { dataset, split: splitDataset(20) },
};
const { weights } = tinyModel;
const state = {
  step: 12,
  updates: 12,
  weights: weights.map((_, i) => i / 1e5),
  ema: weights.map((_, i) => -i / 1e5),
  adamMean: weights,
  adamVariance: weights,
};

test.each([
  ["raw", "diffusers", "pixelfaces-8px-12-raw.zip", state.weights],
  ["ema", "diffusers", "pixelfaces-8px-12-ema.zip", state.ema],
  ["raw", "safetensors", "pixelfaces-8px-12-raw.safetensors", state.weights],
  ["ema", "safetensors", "pixelfaces-8px-12-ema.safetensors", state.ema],
] as const)("%s weights as %s: what is written is what is read", (kind, format, name, wanted) => {
  const file = modelFile(network, state, kind, format);
  expect(file.name).toBe(name);
  const read = readModel([{ path: file.name, bytes: file.bytes }]);
  expect(read).toMatchObject({ prediction: "eps", weights: wanted });
  expect(read.betas).toEqual(network.schedule.betas);
  expect(read.training).toMatchObject({ step: 12, averaged: kind === "ema", config: tinyConfig });
});

test.each([
  ["eps", "vlb"],
  ["v", "minSnr"],
] as const)(
  "%s weighed by %s: the folder tells how much an image counts at each t",
  (parameterisation, lossWeighting) => {
    const config = { ...tinyConfig, parameterisation, lossWeighting };
    const { bytes } = modelFile({ ...network, config }, state, "ema", "diffusers");
    const { training } = readDiffusersFolder(readZip(bytes, isFolderPath), () => unet.layout);
    const table = lossWeights(network.schedule, lossWeighting, parameterisation).slice(1);
    const mean = table.reduce((sum, weight) => sum + weight, 0) / 10;
    expect(training?.lossWeights).toEqual([...table].map((weight) => weight / mean));
  },
);

test("where an image counts the same at each t, no weights are told", () => {
  const { bytes } = modelFile(network, state, "ema", "diffusers");
  expect(
    readDiffusersFolder(readZip(bytes, isFolderPath), () => unet.layout).training?.lossWeights,
  ).toBeNull();
});

test("the same network gives the same bytes, and a name that every system takes", () => {
  const config = { ...tinyConfig, dataset: "../my cats/猫" };
  const file = modelFile({ ...network, config }, state, "ema", "diffusers");
  expect(file.name).toBe("-my-cats--8px-12-ema.zip");
  expect(modelFile({ ...network, config }, state, "ema", "diffusers").bytes).toEqual(file.bytes);
});
