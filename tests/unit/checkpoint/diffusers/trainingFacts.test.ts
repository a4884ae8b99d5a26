import { expect, test } from "vitest";
import type { Findings } from "#checkpoint/diffusers/configReader.ts";
import { ConfigReader } from "#checkpoint/diffusers/configReader.ts";
import { readTrainingFields, trainingFields } from "#checkpoint/diffusers/trainingFacts.ts";
import { jsonBytes, training } from "../../../fixtures/diffusersModel.ts";

function read(fields: unknown) {
  const findings: Findings = { problems: [], notes: [] };
  return { facts: readTrainingFields(new ConfigReader("f.json", jsonBytes(fields), findings)), ...findings };
}

test("come back as they were", () => {
  const weighed = { ...training, lossWeights: [0.5, 0, 2.5] };
  for (const facts of [training, weighed, { ...training, averaged: false, config: null, heldOut: [] }]) {
    expect(read(trainingFields(facts))).toEqual({ facts, problems: [], notes: [] });
  }
});

test("are written under the names that the script asks for", () => {
  expect(trainingFields(training)).toEqual({
    noise_and_back: 1,
    dataset: "digits",
    weights: "ema",
    steps: 1500,
    batch: 64,
    learning_rate: 1e-3,
    clip_norm: 1,
    ema_decay: 0.999,
    label_dropout: 0.1,
    seed: 7,
    loss_weights: null,
    held_out: [3, 14],
    config: training.config,
  });
});

test("files from before the weights of the loss were told are read as well", () => {
  const { loss_weights: _, ...fields } = trainingFields(training);
  expect(read(fields)).toEqual({ facts: training, problems: [], notes: [] });
});

test.for([
  ["noise_and_back", 2, "noise_and_back is 2, only 1 works here"],
  ["dataset", "", 'dataset is "", only texts of 1..100 characters work here'],
  ["weights", "best", 'weights is "best", only "ema" or "raw" work here'],
  ["steps", -1, "steps is -1, only whole numbers in 0..9007199254740991 work here"],
  ["batch", 0, "batch is 0, only whole numbers in 1..65536 work here"],
  ["learning_rate", "1e-3", 'learning_rate is "1e-3", only numbers in 0..1 work here'],
  ["clip_norm", null, "clip_norm is null, only numbers in"],
  ["clip_norm", 1e308, "clip_norm is 1e+308, only numbers in 0..1000000 work here"],
  ["ema_decay", 2, "ema_decay is 2, only numbers in 0..1 work here"],
  ["label_dropout", -0.1, "label_dropout is -0.1, only numbers in 0..1 work here"],
  ["seed", 2 ** 32, "seed is 4294967296, only whole numbers in 0..4294967295 work here"],
  [
    "loss_weights",
    [1, -1],
    "loss_weights is [1,-1], only null and lists of numbers that are not negative work",
  ],
  ["loss_weights", 1, "loss_weights is 1, only null and lists"],
  ["held_out", [1.5], "held_out is [1.5], only lists of whole numbers work here"],
  ["config", undefined, "config is missing, only a training configuration works here"],
] as const)("%s = %j is a problem", ([key, value, message]) => {
  expect(read({ ...trainingFields(training), [key]: value }).problems).toEqual([
    expect.stringContaining(`f.json: ${message}`),
  ]);
});
