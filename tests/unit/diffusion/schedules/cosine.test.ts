import { expect, test } from "vitest";
import { at } from "#math/at.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import cosine from "#diffusion/schedules/cosine.ts";

test("T = 1000 gives the sum of alphaBar that NumPy gives", () => {
  const { alphasCumprod } = createSchedule(cosine, 1000);
  expect(alphasCumprod.subarray(1).reduce((a, b) => a + b)).toBeCloseTo(495.577513, 6);
});

test("alphaBar is f(t) / f(0) with f = cos^2, until the last beta stops at 0.999", () => {
  const { alphasCumprod, betas } = createSchedule(cosine, 100, { offset: 0.02 });
  const f = (t: number) => Math.cos(((t / 100 + 0.02) / 1.02) * (Math.PI / 2)) ** 2;
  for (let t = 0; t < 100; t++) expect(at(alphasCumprod, t)).toBeCloseTo(f(t) / f(0), 13);
  expect(at(betas, 100)).toBe(0.999);
});

test("half-way through, more signal is left than under the linear schedule's 0.28", () => {
  const { alphasCumprod } = createSchedule(cosine, 1000);
  expect(Math.sqrt(at(alphasCumprod, 500))).toBeCloseTo(0.7, 1);
});
