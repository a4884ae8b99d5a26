import { describe, expect, test } from "vitest";
import { defaultChoices } from "#store/choices.ts";
import { pendingChanges, sampleRequestOf, trainingConfigOf } from "#store/engineChoice.ts";

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

  test("a batch that the protocol forbids is refused before it is sent", () => {
    expect(() => trainingConfigOf({ ...defaultChoices(), batch: 0 })).toThrow("Expected >=1 but received 0");
  });
});
