import { describe, expect, test } from "vitest";
import { defaultChoices } from "#store/choices.ts";
import {
  choicesOf,
  isUnitLoss,
  pendingChanges,
  sampleRequestOf,
  trainingConfigOf,
} from "#store/engineChoice.ts";

describe("engineChoice", () => {
  test("ten snapshots fall into the budget, whatever it is", () => {
    for (const budget of [1, 7, 10, 1000, 12_345]) {
      const { sampleEvery, steps } = trainingConfigOf({ ...defaultChoices(), budget });
      expect(Math.floor(steps / sampleEvery)).toBeLessThanOrEqual(10);
      expect(sampleEvery).toBeGreaterThanOrEqual(1);
    }
  });

  test("sampling never takes more steps than there are timesteps", () => {
    const choices = { ...defaultChoices(), T: 20, steps: 100, sampleSteps: 50 };
    expect(sampleRequestOf(choices).steps).toBe(20);
    expect(trainingConfigOf(choices).sampleSteps).toBe(20);
  });

  test("pending changes name what differs from the running configuration", () => {
    const running = trainingConfigOf(defaultChoices());
    expect(pendingChanges(running, trainingConfigOf(defaultChoices()))).toEqual([]);
    const chosen = trainingConfigOf({ ...defaultChoices(), batch: 64, T: 500 });
    expect(pendingChanges(running, chosen)).toEqual(["schedule", "batch"]);
  });

  test("a run gives back the choices that describe it", () => {
    const chosen = {
      ...defaultChoices(),
      data: "digits",
      px: "28",
      net: "M",
      schedule: "quadratic",
      scheduleParams: { betaEnd: 0.03 },
      T: 300,
      zeroSnr: true,
      predicts: "v",
      weighting: "minSnr",
      classes: true,
      dropout: 0.2,
      lr: 2e-4,
      batch: 7,
      ema: 0.9,
      warmup: 3,
      clipNorm: 2,
      budget: 40,
      seed: 5,
      zeroInit: false,
    } as const;
    expect({ ...defaultChoices(), ...choicesOf(trainingConfigOf(chosen)) }).toEqual(chosen);
  });

  test("what no choice can say of a run stays out of them, and waits as a change", () => {
    const widths = { channels: [4, 8], layers: 1, groups: 2 };
    const absentData = { channels: 3, classes: null } as const;
    const running = {
      ...trainingConfigOf(defaultChoices()),
      dataset: "cats",
      imageSize: 12,
      widths,
      absentData,
    };
    const choices = { ...defaultChoices(), ...choicesOf(running) };
    expect(choices).toMatchObject({ data: "pixelfaces", px: "16" });
    expect(pendingChanges(running, trainingConfigOf(choices))).toEqual(["dataset", "imageSize", "modelSize"]);
  });

  test("what the network says, how its mistakes count and whether it is told classes reach the run", () => {
    const chosen = {
      predicts: "v",
      weighting: "minSnr",
      classes: true,
      dropout: 0.2,
      zeroSnr: true,
    } as const;
    expect(trainingConfigOf({ ...defaultChoices(), ...chosen })).toMatchObject({
      parameterisation: "v",
      lossWeighting: "minSnr",
      conditional: true,
      labelDropout: 0.2,
      schedule: { zeroTerminalSnr: true },
    });
  });

  test.each([
    ["none", null],
    ["each", "each"],
    ["7", 7],
  ] as const)("class %s is asked for as %s", (label, asked) => {
    expect(sampleRequestOf({ ...defaultChoices(), label, guidance: 3 })).toMatchObject({
      label: asked,
      guidance: 3,
    });
  });

  test("knowing nothing costs 1 where eps is said and every t counts the same, and only there", () => {
    const config = trainingConfigOf(defaultChoices());
    expect(isUnitLoss(config)).toBe(true);
    expect(isUnitLoss({ ...config, parameterisation: "v" })).toBe(false);
    expect(isUnitLoss({ ...config, lossWeighting: "minSnr" })).toBe(false);
  });

  test("a batch that the protocol forbids is refused before it is sent", () => {
    expect(() => trainingConfigOf({ ...defaultChoices(), batch: 0 })).toThrow("Expected >=1 but received 0");
  });
});
