import { expect, test } from "vitest";
import heun from "#diffusion/samplers/heun.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import linear from "#diffusion/schedules/linear.ts";
import { errorsOf, gains } from "../../../fixtures/convergence.ts";

const schedule = createSchedule(linear, 1000);

test("is of second order: twice the steps, a quarter of the error against the exact flow", () => {
  const [, ...later] = gains(errorsOf(heun, {}));
  for (const gain of later) {
    expect(gain).toBeGreaterThan(3.4);
    expect(gain).toBeLessThan(4.8);
  }
});

test("asks twice in each step but the last, the second time where the first one landed", () => {
  const moves = heun.moves(schedule, [1000, 500, 100, 0], {});
  expect(moves.map(({ t, s, isCorrection }) => [t, s, isCorrection])).toEqual([
    [1000, 500, false],
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
