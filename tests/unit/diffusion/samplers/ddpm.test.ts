import { describe, expect, test } from "vitest";
import { jumpBeta, posteriorVariance, posteriorWeights } from "#diffusion/posterior.ts";
import ddpm from "#diffusion/samplers/ddpm.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";
import { timesteps } from "#diffusion/timesteps.ts";
import { endDistribution } from "../../../fixtures/gaussian.ts";
import { stepWeights } from "../../../fixtures/stepWeights.ts";

const schedule = createSchedule(scheduleById("linear"), 1000);
const variance = (value: number, t: number, s: number) =>
  stepWeights(ddpm, schedule, t, s, { variance: value }).z ** 2;

describe.each([
  { t: 600, s: 599 },
  { t: 600, s: 200 },
])("the variance of $t -> $s", ({ t, s }) => {
  const betaTilde = posteriorVariance(schedule, t, s);
  const beta = jumpBeta(schedule, t, s);

  test("is none at 0, betaTilde at 1 and beta at 2", () => {
    expect(variance(0, t, s)).toBe(0);
    expect(variance(1, t, s)).toBeCloseTo(betaTilde, 14);
    expect(variance(2, t, s)).toBeCloseTo(beta, 14);
  });

  test("below 1 is eta^2 betaTilde, above 1 the geometric mean of Nichol & Dhariwal's Eq. 15", () => {
    expect(variance(0.5, t, s)).toBeCloseTo(0.25 * betaTilde, 14);
    expect(variance(1.5, t, s)).toBeCloseTo(Math.sqrt(beta * betaTilde), 14);
  });

  test("grows without a jump", () => {
    expect(variance(1 + 1e-9, t, s) - variance(1, t, s)).toBeLessThan(1e-9);
  });

  test("leaves the mean alone", () => {
    const { xt, x0Hat } = posteriorWeights(schedule, t, s);
    for (const value of [0, 0.7, 2]) {
      expect(stepWeights(ddpm, schedule, t, s, { variance: value })).toMatchObject({ xt, x0Hat });
    }
  });
});

/** Computed in NumPy from the step written with eps, DDPM Alg. 2; fixed_small and fixed_large are diffusers' names. */
test.each([
  { name: "fixed_small", value: 1, std: 0.49611 },
  { name: "fixed_large", value: 2, std: 0.500752 },
])("on data N(0.3, 0.5^2) all 1000 steps with $name end at std $std", ({ value, std }) => {
  const list = timesteps(1000, 1000, "leading");
  const end = endDistribution(
    { mean: 0.3, std: 0.5 },
    schedule,
    ddpm.moves(schedule, list, { variance: value }),
  );
  expect(end.std).toBeCloseTo(std, 6);
  expect(end.mean).toBeCloseTo(0.3, 4);
});

test("with no noise added the samples collapse onto the mean", () => {
  const list = timesteps(1000, 1000, "leading");
  const end = endDistribution({ mean: 0.3, std: 0.5 }, schedule, ddpm.moves(schedule, list, { variance: 0 }));
  expect(end.std).toBeLessThan(0.002);
});
