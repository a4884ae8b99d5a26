import { describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { logSnr, qSampleWeights } from "#diffusion/forward.ts";
import { eulerWeights, heunCorrection, multistepWeights } from "#diffusion/probabilityFlow.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";

const schedule = createSchedule(scheduleById("linear"), 1000);
const zero = createSchedule(scheduleById("linear"), 1000, {}, true);

/** y = x / sqrt(alphaBar) and r, the coordinates of Karras et al. */
const signal = (t: number) => qSampleWeights(schedule, t).x0;
const ratio = (t: number) => qSampleWeights(schedule, t).eps / signal(t);

const [t, s] = [600, 350];
const [x, betAtT, betAtS] = [0.7, -0.4, 0.25];

test("Euler's step is y + (r_s - r_t) (y - x0Hat) / r_t", () => {
  const y = x / signal(t);
  const expected = signal(s) * (y + ((ratio(s) - ratio(t)) * (y - betAtT)) / ratio(t));
  const weights = eulerWeights(schedule, t, s);
  expect(weights.xt * x + weights.x0Hat * betAtT).toBeCloseTo(expected, 12);
});

test("Euler's step and its correction are Heun's: the mean of the slopes at both ends", () => {
  const y = x / signal(t);
  const slope = (y - betAtT) / ratio(t);
  const landed = y + (ratio(s) - ratio(t)) * slope;
  const slopeThere = (landed - betAtS) / ratio(s);
  const expected = signal(s) * (y + ((ratio(s) - ratio(t)) * (slope + slopeThere)) / 2);
  const correction = heunCorrection(schedule, t, s);
  if (!correction) throw new Error("r_t is finite here");
  const { xt, x0Hat, x0HatBefore } = correction;
  expect(xt * signal(s) * landed + x0Hat * betAtS + x0HatBefore * betAtT).toBeCloseTo(expected, 12);
});

describe("the multistep step", () => {
  test("is Alg. 2 of DPM-Solver++, written with lambda", () => {
    const before = 800;
    const lambda = (at: number) => logSnr(schedule, at) / 2;
    const h = lambda(s) - lambda(t);
    const r = (lambda(t) - lambda(before)) / h;
    const { eps: noiseT } = qSampleWeights(schedule, t);
    const { eps: noiseS } = qSampleWeights(schedule, s);
    const [bet, betBefore] = [betAtT, betAtS];
    const extrapolated = (1 + 1 / (2 * r)) * bet - (1 / (2 * r)) * betBefore;
    const expected = (noiseS / noiseT) * x - signal(s) * Math.expm1(-h) * extrapolated;
    const weights = multistepWeights(schedule, t, s, before);
    expect(weights.xt * x + weights.x0Hat * bet + weights.x0HatBefore * betBefore).toBeCloseTo(expected, 12);
  });

  test("is Euler's where nothing came before, at the end, and after a start from nothing but noise", () => {
    expect(multistepWeights(schedule, t, s, null)).toEqual(eulerWeights(schedule, t, s));
    expect(multistepWeights(schedule, t, 0, 800)).toEqual(eulerWeights(schedule, t, 0));
    const { x0Hat, x0HatBefore } = multistepWeights(zero, 900, 500, 1000);
    expect(x0Hat).toBe(eulerWeights(zero, 900, 500).x0Hat);
    expect(x0HatBefore).toBeCloseTo(0, 15);
  });
});

test("from alphaBar_t = 0 Euler's step keeps the noise and takes x0Hat for the picture; nothing corrects it", () => {
  const weights = eulerWeights(zero, 1000, 500);
  const to = qSampleWeights(zero, 500);
  expect([weights.xt, weights.x0Hat]).toEqual([to.eps, to.x0]);
  expect(heunCorrection(zero, 1000, 500)).toBeNull();
  expect(at(zero.alphasCumprod, 1000)).toBe(0);
});
