import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { scheduleChoice, trainingConfig } from "#protocol/config.ts";
import { defaultChoices } from "#store/choices.ts";
import { trainingConfigOf } from "#store/engineChoice.ts";

describe("config", () => {
  test.each([
    ["T below ten", { id: "linear", T: 9, params: {} }],
    ["T above a thousand", { id: "linear", T: 1001, params: {} }],
    ["a fraction of a timestep", { id: "linear", T: 10.5, params: {} }],
    [
      "more parameters than a schedule has",
      { id: "linear", T: 10, params: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`p${i}`, 1])) },
    ],
    ["a parameter that is no number", { id: "linear", T: 10, params: { betaEnd: Number.NaN } }],
  ])("refuses %s", (_what, choice) => {
    expect(v.is(scheduleChoice, choice)).toBe(false);
  });

  test.each([
    ["batch", 257],
    ["learningRate", 0],
    ["emaDecay", 1],
    ["imageSize", 18],
    ["seed", 2 ** 32],
    ["sampleCount", 17],
    ["clipNorm", 1e308],
    ["dataset", ""],
    ["dataset", "x".repeat(101)],
  ])("refuses %s = %s", (key, value) => {
    expect(v.is(trainingConfig, { ...trainingConfigOf(defaultChoices()), [key]: value })).toBe(false);
  });
});
