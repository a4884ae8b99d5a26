import { expect, test } from "vitest";
import { at } from "#math/at.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import sigmoid from "#diffusion/schedules/sigmoid.ts";

test("T = 1000 gives the alphaBar of NumPy for diffusers' sigmoid", () => {
  const { alphasCumprod } = createSchedule(sigmoid, 1000);
  expect(at(alphasCumprod, 1000)).toBeCloseTo(3.968181990533219e-5, 15);
  expect(alphasCumprod.subarray(1).reduce((a, b) => a + b)).toBeCloseTo(428.53670133154566, 9);
});

test("beta rises symmetrically about the middle of its ends", () => {
  const { betas } = createSchedule(sigmoid, 1000);
  for (const t of [1, 250, 500]) expect(at(betas, t) + at(betas, 1001 - t)).toBeCloseTo(0.0201, 14);
});
