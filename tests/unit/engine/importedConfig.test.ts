import { describe, expect, test } from "vitest";
import { FolderError } from "#checkpoint/diffusers/folderError.ts";
import { betasOf } from "#checkpoint/diffusers/betaSchedule.ts";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import { DataShelf } from "#engine/dataShelf.ts";
import { importedConfig } from "#engine/importedConfig.ts";
import type { ReadModel } from "#engine/readModel.ts";
import { nodeSource } from "../../fixtures/nodeSource.ts";
import { tinyModel } from "../../fixtures/tinyModel.ts";
import { tinyConfig } from "../../fixtures/tinyRun.ts";

const shelf = new DataShelf(nodeSource);

function configOf(changes: Partial<ReadModel> = {}) {
  return importedConfig({ ...tinyModel, ...changes }, (id, size) => shelf.load(id, size));
}

function told(changes: Partial<NonNullable<ReadModel["training"]>>): Partial<ReadModel> {
  const { training } = tinyModel;
  return { training: training && { ...training, ...changes } };
}

async function problemsOf(changes: Partial<ReadModel>): Promise<readonly string[]> {
  const error: unknown = await configOf(changes).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof FolderError)) throw error;
  return error.problems;
}

test("what the files tell, where the network is like it, is what it goes on with", async () => {
  expect(await configOf()).toEqual({ config: tinyConfig, notes: [] });
});

describe("the network goes before what is told of it", () => {
  test("its shape, its schedule and what it predicts", async () => {
    const { config } = await configOf({
      shape: { ...tinyModel.shape, imageSize: 16, channels: [24, 40], groups: 8 },
      betas: chosenSchedule({ id: "cosine", T: 40, params: {}, zeroTerminalSnr: true }).betas,
      prediction: "v",
    });
    expect(config).toEqual({
      ...tinyConfig,
      imageSize: 16,
      modelSize: "S",
      schedule: { id: "cosine", T: 40, params: {}, zeroTerminalSnr: true },
      parameterisation: "v",
    });
  });

  test("widths that are none of the sizes", async () => {
    const { config } = await configOf({ shape: { ...tinyModel.shape, layers: 2 } });
    expect(config).toMatchObject({ modelSize: "XS", widths: { channels: [8, 16], layers: 2, groups: 4 } });
  });

  test("what is told by itself goes before the configuration", async () => {
    const settings = { dataset: "pixelfaces", batch: 7, learningRate: 0.5e-3, seed: 9 };
    expect((await configOf(told({ settings }))).config).toEqual({ ...tinyConfig, ...settings });
  });
});

test("a configuration of another kind is left out, and the note names what is wrong with it", async () => {
  const { config, notes } = await configOf(told({ config: { ...tinyConfig, batch: 0 } }));
  expect(config).toMatchObject({
    dataset: "pixelfaces",
    modelSize: "XS",
    batch: 32,
    schedule: tinyConfig.schedule,
  });
  expect(notes).toEqual([
    expect.stringMatching(/not one of this page \(batch: .*\); what it lacks is chosen/),
  ]);
});

describe("a dataset that is not to be had leaves a network that can be sampled", () => {
  test.each<[string, Partial<ReadModel>, string]>([
    ["not named", { training: null }, "The files do not name the dataset"],
    ["of elsewhere", told({ settings: { dataset: "cats" } }), 'Its dataset, "cats", is not one of the page'],
    [
      "too small",
      {
        shape: { ...tinyModel.shape, imageChannels: 1, imageSize: 32 },
        ...told({ settings: { dataset: "digits" } }),
      },
      'Its pictures have 32 pixels a side, those of "digits" here have 28',
    ],
    [
      "of other channels",
      told({ settings: { dataset: "digits" } }),
      'Its pictures have 3 channels, those of "digits" here have 1',
    ],
  ])("%s", async (_, changes, why) => {
    const { config, notes } = await configOf(changes);
    const { imageChannels: channels } = changes.shape ?? tinyModel.shape;
    expect(config.absentData).toMatchObject({ channels, classes: null });
    expect(notes[0]).toBe(`${why}: it can be sampled here, but not trained on.`);
  });
});

describe("what does not work here is named", () => {
  const grey = { ...tinyModel.shape, imageChannels: 1 as const, classes: 7 };
  const unlike = betasOf({ name: "linear", betaStart: 0.2, betaEnd: 0.9, zeroTerminalSnr: false }, 10);
  test.each<[string, Partial<ReadModel>, RegExp]>([
    [
      "classes",
      { shape: grey, ...told({ settings: { dataset: "digits" } }) },
      /^the network knows 7 classes, the dataset "digits" has 10 here$/,
    ],
    [
      "classes of a colourful set",
      { shape: { ...tinyModel.shape, classes: 7 } },
      /^the network knows 7 classes, the dataset "pixelfaces" has 4 here$/,
    ],
    [
      "betas",
      { betas: unlike },
      /^the noise schedule, 10 betas from 0.200000 to 0.900000, is none .*\(cosine, linear, quadratic, sigmoid/,
    ],
    [
      "eps of nothing but noise",
      { betas: chosenSchedule({ id: "linear", T: 10, params: {}, zeroTerminalSnr: true }).betas },
      /^the network predicts the noise \(epsilon\) on a schedule with zero terminal SNR/,
    ],
    ["a fact", told({ settings: { dataset: "pixelfaces", batch: 1000 } }), /^the training's batch: /],
  ])("%s", async (_, changes, problem) => {
    expect(await problemsOf(changes)).toEqual([expect.stringMatching(problem)]);
  });
});
