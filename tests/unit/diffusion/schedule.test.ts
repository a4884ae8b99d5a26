import { describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import type { SchedulePlugin } from "#diffusion/schedule.ts";
import { createSchedule, defineSchedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";

const constant = (beta: number): SchedulePlugin =>
  defineSchedule({
    id: "constant",
    label: { en: "Constant", zh: "常数" },
    source: "a test",
    params: { beta: { label: { en: "beta", zh: "beta" }, min: 0, max: 2, default: beta } },
    betas: (T, params) => new Float64Array(T).fill(params.beta),
  });

test("tables run over t = 0..T; entry 0 is the clean image", () => {
  const { T, betas, alphasCumprod } = createSchedule(constant(0.1), 10);
  expect(T).toBe(10);
  expect([at(betas, 0), at(alphasCumprod, 0)]).toEqual([0, 1]);
  expect([betas.length, alphasCumprod.length]).toEqual([11, 11]);
});

test("alphaBar_t is the product of 1 - beta up to t", () => {
  const { alphasCumprod } = createSchedule(constant(0.1), 10);
  for (let t = 0; t <= 10; t++) expect(at(alphasCumprod, t)).toBeCloseTo(0.9 ** t, 14);
});

test("a chosen parameter replaces its default", () => {
  expect(at(createSchedule(constant(0.1), 10, { beta: 0.3 }).betas, 5)).toBe(0.3);
});

/** NumPy in float64, Lin et al. 2024, Alg. 1 as they wrote it: over the thousand square roots, counted from 0. */
test.each([
  { id: "linear", sum: 274.058084373704, middle: 0.07602875054711475, last: 0.75226723115047 },
  { id: "quadratic", sum: 415.8684936318642, middle: 0.3197414356758793, last: 0.7520486826478758 },
  { id: "sigmoid", sum: 427.40683677352104, middle: 0.2988008974341069, last: 0.7525051878654935 },
  { id: "cosine", sum: 495.5639425904617, middle: 0.4938230007559878, last: 0.7579675808279058 },
])("$id with zero terminal SNR is NumPy's", ({ id, sum, middle, last }) => {
  const { betas, alphasCumprod } = createSchedule(scheduleById(id), 1000, {}, true);
  expect(alphasCumprod.subarray(1).reduce((a, b) => a + b)).toBeCloseTo(sum, 9);
  expect(at(alphasCumprod, 500)).toBeCloseTo(middle, 12);
  expect(at(betas, 999)).toBeCloseTo(last, 12);
  expect([at(alphasCumprod, 0), at(betas, 0)]).toEqual([1, 0]);
});

describe("refuses, by value and legal range,", () => {
  test.each([9, 1001, 20.5, Number.NaN])("T = %d", (T) => {
    expect(() => createSchedule(constant(0.1), T)).toThrow(
      new RangeError(`T = ${T} is not a whole number in 10..1000`),
    );
  });

  test.each([0, 1, 1.5])("a beta of %d", (beta) => {
    expect(() => createSchedule(constant(beta), 10)).toThrow(
      new RangeError(`beta_1 = ${beta} of schedule "constant" is outside (0, 1)`),
    );
  });

  test("a parameter outside its range", () => {
    expect(() => createSchedule(constant(0.1), 10, { beta: 3 })).toThrow(
      new RangeError("beta = 3 is outside 0..2"),
    );
  });
});
