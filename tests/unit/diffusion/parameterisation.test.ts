import { describe, expect, test } from "vitest";
import { qSampleWeights } from "#diffusion/forward.ts";
import { conversionWeights, mixWeights } from "#diffusion/parameterisation.ts";
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
    new RangeError(
      "at t = 0 x_t holds nothing but x0, so that eps cannot be told; alphaBar between 0 and 1 is legal",
    ),
  );
});

test("where x_T holds no picture, eps tells nothing of it, and v is minus the picture", () => {
  const zero = createSchedule(scheduleById("linear"), 100, {}, true);
  expect(() => conversionWeights(zero, 100, "eps", "x0")).toThrow(RangeError);
  expect(conversionWeights(zero, 100, "v", "x0")).toEqual({ xt: 0, prediction: -1 });
  expect(mixWeights(zero, 100, "v")).toEqual({ x0: -1, eps: 0 });
});
