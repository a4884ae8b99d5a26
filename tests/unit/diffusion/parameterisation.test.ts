import { describe, expect, test } from "vitest";
import { qSampleWeights } from "#diffusion/forward.ts";
import { conversionWeights } from "#diffusion/parameterisation.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";

const schedule = createSchedule(scheduleById("cosine"), 200);
const names = ["eps", "x0", "v"] as const;

/** A point of the plane (x_0, eps), and what x_t and each parameterisation say of it, by their definitions. */
function readings(t: number) {
  const [x0, eps] = [0.37, -1.9];
  const { x0: signal, eps: noise } = qSampleWeights(schedule, t);
  return { xt: signal * x0 + noise * eps, x0, eps, v: signal * eps - noise * x0 };
}

describe.each(names)("from %s", (from) => {
  test.each(names)("to %s is exact at every t, and back again is where it began", (to) => {
    for (const t of [1, 20, 100, 199]) {
      const { xt, ...said } = readings(t);
      const there = conversionWeights(schedule, t, from, to);
      const back = conversionWeights(schedule, t, to, from);
      const converted = there.xt * xt + there.prediction * said[from];
      expect(converted).toBeCloseTo(said[to], 10);
      expect(back.xt * xt + back.prediction * converted).toBeCloseTo(said[from], 10);
    }
  });
});

test("eps to x0 is DDPM Eq. 15", () => {
  const { x0: signal, eps: noise } = qSampleWeights(schedule, 77);
  const weights = conversionWeights(schedule, 77, "eps", "x0");
  expect(weights.xt).toBeCloseTo(1 / signal, 12);
  expect(weights.prediction).toBeCloseTo(-noise / signal, 12);
});

test("x0 cannot be told as eps at t = 0, which holds none", () => {
  expect(() => conversionWeights(schedule, 0, "x0", "eps")).toThrow(
    new RangeError("at t = 0 nothing but x0 is known, so eps cannot be; t in 1..200 is legal"),
  );
});
