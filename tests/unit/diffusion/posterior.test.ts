import { describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { qSampleWeights } from "#diffusion/forward.ts";
import { jumpBeta, posteriorVariance, posteriorWeights } from "#diffusion/posterior.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";

const schedule = createSchedule(scheduleById("linear"), 1000);

/** diffusers' own tests of `_get_variance`, DDPM fixed_small and DDIM; their t is ours less 1, their tolerance 1e-5. */
test.each([
  { t: 1, s: 0, published: 0 },
  { t: 488, s: 487, published: 0.00979 },
  { t: 1000, s: 999, published: 0.02 },
  { t: 421, s: 401, published: 0.14771 },
  { t: 981, s: 961, published: 0.3246 },
])("the variance of $t -> $s is the published $published", ({ t, s, published }) => {
  expect(Math.abs(posteriorVariance(schedule, t, s) - published)).toBeLessThan(1e-5);
});

test("the coefficients of DDPM Eq. 7, written with alpha_t and beta_t", () => {
  for (const t of [2, 300, 1000]) {
    const beta = at(schedule.betas, t);
    const [now, before] = [at(schedule.alphasCumprod, t), at(schedule.alphasCumprod, t - 1)];
    const weights = posteriorWeights(schedule, t);
    expect(weights.xt).toBeCloseTo((Math.sqrt(1 - beta) * (1 - before)) / (1 - now), 11);
    expect(weights.x0Hat).toBeCloseTo((Math.sqrt(before) * beta) / (1 - now), 11);
    expect(weights.z ** 2).toBeCloseTo(((1 - before) / (1 - now)) * beta, 11);
  }
});

describe.each([
  { t: 2, s: 1 },
  { t: 600, s: 599 },
  { t: 900, s: 300 },
  { t: 1000, s: 0 },
])("q(x_s | x_t, x_0) for $t -> $s", ({ t, s }) => {
  const weights = posteriorWeights(schedule, t, s);
  const from = qSampleWeights(schedule, t);
  const to = qSampleWeights(schedule, s);

  test("after q(x_t | x_0) gives q(x_s | x_0)", () => {
    expect(weights.xt * from.x0 + weights.x0Hat).toBeCloseTo(to.x0, 12);
    expect((weights.xt * from.eps) ** 2 + weights.z ** 2).toBeCloseTo(to.eps ** 2, 12);
  });

  test("is Bayes' rule: the precisions of q(x_s | x_0) and q(x_t | x_s) add up", () => {
    const beta = jumpBeta(schedule, t, s);
    const precision = 1 / to.eps ** 2 + (1 - beta) / beta;
    expect(weights.z ** 2).toBeCloseTo(1 / precision, 12);
    expect(weights.xt).toBeCloseTo(Math.sqrt(1 - beta) / beta / precision, 12);
  });
});

test("the step to s = 0 is x0Hat, without noise", () => {
  expect(posteriorWeights(schedule, 1)).toEqual({ xt: 0, x0Hat: 1, x0HatBefore: 0, z: 0 });
});

test("the beta of a single step is beta_t, and jumps compose", () => {
  expect(jumpBeta(schedule, 700)).toBeCloseTo(at(schedule.betas, 700), 14);
  const composed = 1 - (1 - jumpBeta(schedule, 700, 400)) * (1 - jumpBeta(schedule, 400, 100));
  expect(jumpBeta(schedule, 700, 100)).toBeCloseTo(composed, 14);
});

test.each([
  { t: 5, s: 5 },
  { t: 5, s: 6 },
  { t: 5, s: Number.NaN },
])("a step from $t to $s is refused by name and range", ({ t, s }) => {
  expect(() => posteriorWeights(schedule, t, s)).toThrow(
    new RangeError(`a step from t = ${t} to s = ${s} does not descend; 0 <= s < t <= 1000 is legal`),
  );
});

test.each([
  { t: 1001, s: 5 },
  { t: 5, s: -1 },
])("a step from $t to $s leaves the table and is refused", ({ t, s }) => {
  expect(() => posteriorVariance(schedule, t, s)).toThrow(RangeError);
});
