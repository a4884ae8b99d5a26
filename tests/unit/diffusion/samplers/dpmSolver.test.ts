import { expect, test } from "vitest";
import dpmSolver from "#diffusion/samplers/dpmSolver.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import linear from "#diffusion/schedules/linear.ts";
import { errorsOf, gains } from "../../../fixtures/convergence.ts";

const schedule = createSchedule(linear, 1000);

test("is of second order: twice the steps, a quarter of the error against the exact flow", () => {
  const [, ...later] = gains(errorsOf(dpmSolver, {}));
  for (const gain of later) {
    expect(gain).toBeGreaterThan(3.4);
    expect(gain).toBeLessThan(4.8);
  }
});

test("looks back at the evaluation before, but for the first step and the last", () => {
  const moves = dpmSolver.moves(schedule, [1000, 500, 100, 0], {});
  expect(moves.map(({ weights }) => weights.x0HatBefore < 0)).toEqual([false, true, false]);
  expect(moves.map(({ weights }) => weights.x0HatBefore)).toEqual([0, expect.any(Number), 0]);
});
