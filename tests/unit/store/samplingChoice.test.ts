import { describe, expect, test } from "vitest";
import { defaultChoices } from "#store/choices.ts";
import { trainingConfigOf } from "#store/engineChoice.ts";
import { currentSampleRequest, hasNetwork, isSameProcess } from "#store/samplingChoice.ts";
import { emptySession, reduceSession } from "#store/session.ts";
import type { TrainingSession } from "#store/session.ts";

const choices = { ...defaultChoices(), denoiser: "network", steps: 300 } as const;

/** A run on other data and a shorter schedule than the choices, after `step` training steps. */
function training(step: number): TrainingSession | null {
  const config = trainingConfigOf({ ...defaultChoices(), data: "digits", px: "28", T: 200 });
  return reduceSession(emptySession, {
    type: "started",
    run: 1,
    config,
    step,
    parameterCount: 50_000,
    trainCount: 900,
    validationCount: 100,
    channels: 1,
  }).training;
}

describe("currentSampleRequest", () => {
  test.each([null, training(0)])("without a trained network the exact optimum stands in", (none) => {
    expect(currentSampleRequest(choices, none)).toMatchObject({
      denoiser: "exact",
      dataset: "pixelfaces",
      steps: 300,
    });
  });

  test("a network from files has learnt, though nobody tells for how long", () => {
    const own = training(0);
    expect(own && hasNetwork({ ...own, source: "mine.zip" })).toBe(true);
    expect(hasNetwork(own)).toBe(false);
    expect(own && hasNetwork({ ...own, source: "mine.zip", status: "lost" })).toBe(false);
  });

  test("a network brings its own data and schedule, and no more steps than it has timesteps", () => {
    expect(currentSampleRequest(choices, training(10))).toMatchObject({
      denoiser: "network",
      dataset: "digits",
      imageSize: 28,
      schedule: { T: 200 },
      steps: 200,
    });
  });

  test("a network that was told no classes is asked for none; the exact optimum may be", () => {
    const each = { ...choices, label: "each" } as const;
    expect(currentSampleRequest(each, training(10)).label).toBeNull();
    expect(currentSampleRequest({ ...each, denoiser: "exact" }, training(10)).label).toBe("each");
  });

  test("the exact optimum keeps to the choices, whatever was trained", () => {
    const request = currentSampleRequest({ ...choices, denoiser: "exact" }, training(10));
    expect(request).toMatchObject({ denoiser: "exact", dataset: "pixelfaces", schedule: { T: 1000 } });
  });
});

describe("isSameProcess", () => {
  const request = currentSampleRequest(choices, null);

  test("a branch is the same process from another start", () => {
    expect(isSameProcess(request, { ...request, start: { t: 500, xt: new Float32Array(4) } })).toBe(true);
  });

  test.each([{ seed: 8 }, { steps: 299 }, { sampler: { id: "ddpm", params: { variance: 1 } } }])(
    "%o makes it another one",
    (change) => {
      expect(isSameProcess(request, { ...request, ...change })).toBe(false);
    },
  );
});
