import { expect, test } from "vitest";
import { at } from "#math/at.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import linear from "#diffusion/schedules/linear.ts";

test("T = 1000 is the paper's schedule: betas from 1e-4 to 0.02 in a straight line", () => {
  const { betas } = createSchedule(linear, 1000);
  expect(at(betas, 1)).toBeCloseTo(1e-4, 15);
  expect(at(betas, 1000)).toBeCloseTo(0.02, 15);
  expect(at(betas, 500) - at(betas, 499)).toBeCloseTo(0.0199 / 999, 15);
});

test("T = 1000 gives the alphaBar of NumPy in float64", () => {
  const { alphasCumprod } = createSchedule(linear, 1000);
  expect(at(alphasCumprod, 1000)).toBeCloseTo(4.0358298e-5, 12);
  expect(alphasCumprod.subarray(1).reduce((a, b) => a + b)).toBeCloseTo(275.513233, 6);
});

test("fewer steps take larger shares, so that x_T holds next to nothing of x_0", () => {
  const { betas, alphasCumprod } = createSchedule(linear, 50);
  expect([at(betas, 1), at(betas, 50)]).toEqual([expect.closeTo(0.002, 15), expect.closeTo(0.4, 15)]);
  expect(Math.sqrt(at(alphasCumprod, 50))).toBeLessThan(0.01);
});

test("below T = 20 the last betas stop at 0.999", () => {
  const { betas } = createSchedule(linear, 10);
  expect(at(betas, 1)).toBeCloseTo(0.01, 15);
  expect([...betas.subarray(6)]).toEqual(Array(5).fill(0.999));
});
