import { expect, test } from "vitest";
import { at } from "#math/at.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import quadratic from "#diffusion/schedules/quadratic.ts";

test("T = 1000 gives the alphaBar of NumPy for diffusers' scaled_linear", () => {
  const { betas, alphasCumprod } = createSchedule(quadratic, 1000);
  expect(at(alphasCumprod, 1000)).toBeCloseTo(0.0007334124595808159, 14);
  expect(alphasCumprod.subarray(1).reduce((a, b) => a + b)).toBeCloseTo(422.6557285455062, 9);
  expect([at(betas, 1), at(betas, 1000)]).toEqual([expect.closeTo(1e-4, 15), expect.closeTo(0.02, 15)]);
});

test("the roots of beta lie on a straight line, at any T", () => {
  const { betas } = createSchedule(quadratic, 300);
  const gap = (t: number) => Math.sqrt(at(betas, t + 1)) - Math.sqrt(at(betas, t));
  for (let t = 1; t < 300; t++) expect(gap(t)).toBeCloseTo(gap(1), 13);
});
