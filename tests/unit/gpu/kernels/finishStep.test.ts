import { expect, test } from "vitest";
import { finishStep } from "#gpu/kernels/finishStep.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

const options = {
  learningRate: 1e-3,
  warmupSteps: 200,
  clipNorm: 1,
  beta1: 0.9,
  beta2: 0.999,
  emaDecay: 0.995,
};

test("finishStep is one workgroup, sound with any lanes", () => {
  for (const lanes of [1, 64, 256] as const) {
    expectSound(finishStep(8, 1024, 64, options, lanes));
    expect(finishStep(8, 1024, 64, options, lanes).workgroups).toEqual([1, 1, 1]);
  }
  expect(buffersOf(finishStep(8, 1024, 64, options))).toEqual([
    "write scalars",
    "update counters",
    "update ring",
    "read squares",
    "read losses",
    "read shares",
    "read timesteps",
  ]);
});

test("finishStep gets the decays in a form that float32 keeps: 1 - beta2 is 0.001, not 0.00099999", () => {
  const { logBeta2 = NaN, emaShare } = finishStep(8, 1, 1, options).params;
  expect(-Math.expm1(Math.fround(logBeta2))).toBeCloseTo(0.001, 9);
  expect(emaShare).toBeCloseTo(0.005, 12);
});
