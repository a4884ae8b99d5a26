import { expect, test } from "vitest";
import type { Move } from "#diffusion/sampler.ts";
import euler from "#diffusion/samplers/euler.ts";
import heun from "#diffusion/samplers/heun.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import cosine from "#diffusion/schedules/cosine.ts";
import linear from "#diffusion/schedules/linear.ts";
import { timesteps } from "#diffusion/timesteps.ts";
import { errorsOf, gains } from "../../../fixtures/convergence.ts";
import { endDistribution } from "../../../fixtures/gaussian.ts";

const schedule = createSchedule(linear, 1000);

test("is of second order: twice the steps, a quarter of the error against the exact flow", () => {
  const [, ...later] = gains(errorsOf(heun, {}));
  for (const gain of later) {
    expect(gain).toBeGreaterThan(3.4);
    expect(gain).toBeLessThan(4.8);
  }
});

test("asks twice in each step but the last, the second time where the first one landed", () => {
  const moves = heun.moves(schedule, [800, 500, 100, 0], {});
  expect(moves.map(({ t, s, isCorrection }) => [t, s, isCorrection])).toEqual([
    [800, 500, false],
    [500, 500, true],
    [500, 100, false],
    [100, 100, true],
    [100, 0, false],
  ]);
});

test("is Euler's alone from an x_T without any picture", () => {
  const zero = createSchedule(linear, 1000, {}, true);
  expect(heun.moves(zero, [1000, 500, 0], {}).map(({ isCorrection }) => isCorrection)).toEqual([
    false,
    false,
  ]);
});

/** Where the capped cosine begins, r is 20,000: half of what it shrinks by is not what an error of x0Hat may be multiplied by. */
test.each([5, 10, 20])(
  "with %i steps from the capped end of the cosine schedule it ends nearer than Euler",
  (steps) => {
    const cosined = createSchedule(cosine, 1000);
    const way = timesteps(1000, steps, "trailing");
    const data = { mean: 0.3, std: 0.5 };
    const errorOf = (moves: readonly Move[]) => Math.abs(endDistribution(data, cosined, moves).std - 0.5);
    expect(errorOf(heun.moves(cosined, way, {}))).toBeLessThan(errorOf(euler.moves(cosined, way, {})) / 2);
  },
);
