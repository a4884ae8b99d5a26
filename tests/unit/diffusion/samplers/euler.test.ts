import { expect, test } from "vitest";
import { at } from "#math/at.ts";
import ddim from "#diffusion/samplers/ddim.ts";
import euler from "#diffusion/samplers/euler.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import linear from "#diffusion/schedules/linear.ts";
import { errorsOf, gains } from "../../../fixtures/convergence.ts";

const schedule = createSchedule(linear, 1000);

test("is of first order: twice the steps, half the error against the exact flow", () => {
  const [, ...later] = gains(errorsOf(euler, {}));
  for (const gain of later) {
    expect(gain).toBeGreaterThan(1.8);
    expect(gain).toBeLessThan(2.2);
  }
});

test("is DDIM with eta = 0, step by step", () => {
  const way = [1000, 640, 300, 41, 0];
  const expected = ddim.moves(schedule, way, { eta: 0 });
  for (const [k, { weights }] of euler.moves(schedule, way, {}).entries()) {
    const other = at(expected, k).weights;
    expect([weights.xt, weights.x0Hat, weights.z]).toEqual([
      expect.closeTo(other.xt, 12),
      expect.closeTo(other.x0Hat, 12),
      0,
    ]);
  }
});
