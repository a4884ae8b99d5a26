import { describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { normals, streams } from "#math/random.ts";
import { mean, standardDeviation } from "#math/statistics.ts";
import { logSnr, qSample, qSampleWeights, qStepWeights, snr } from "#diffusion/forward.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";

describe.each(["linear", "cosine"])("%s: one step at a time and the jump", (id) => {
  const schedule = createSchedule(scheduleById(id), 200);

  test("have the same mean and variance at every t", () => {
    let signal = 1;
    let variance = 0;
    for (let t = 1; t <= schedule.T; t++) {
      const { previous, noise } = qStepWeights(schedule, t);
      signal *= previous;
      variance = previous ** 2 * variance + noise ** 2;
      const jump = qSampleWeights(schedule, t);
      expect(signal).toBeCloseTo(jump.x0, 13);
      expect(variance).toBeCloseTo(jump.eps ** 2, 13);
    }
  });

  test("drawn, have the same mean and deviation half-way, within five standard errors", () => {
    const count = 20_000;
    const t = 100;
    let walk = new Float32Array(count).fill(0.8);
    for (let k = 1; k <= t; k++) {
      const { previous, noise } = qStepWeights(schedule, k);
      const z = normals(1, streams.forward, k, count);
      walk = walk.map((x, i) => previous * x + noise * at(z, i));
    }
    const x0 = new Float32Array(count).fill(0.8);
    const jump = qSample(schedule, t, x0, normals(2, streams.forward, 0, count));
    const { x0: signal, eps: noise } = qSampleWeights(schedule, t);
    for (const xt of [walk, jump]) {
      expect(Math.abs(mean(xt) - signal * 0.8)).toBeLessThan((5 * noise) / Math.sqrt(count));
      expect(Math.abs(standardDeviation(xt) - noise)).toBeLessThan((5 * noise) / Math.sqrt(2 * count));
    }
  });
});

const schedule = createSchedule(scheduleById("linear"), 1000);

test("the jump keeps the variance of unit data: its weights are the legs of a right triangle", () => {
  for (let t = 0; t <= 1000; t += 50) {
    const { x0, eps } = qSampleWeights(schedule, t);
    expect(x0 ** 2 + eps ** 2).toBeCloseTo(1, 15);
  }
});

test("x_0 is the image itself", () => {
  const x0 = Float32Array.of(-1, 0.3, 1);
  expect(qSample(schedule, 0, x0, Float32Array.of(9, 9, 9))).toEqual(x0);
});

test("qSample writes into the array it is given", () => {
  const out = new Float32Array(2);
  const xt = qSample(schedule, 1000, Float32Array.of(1, -1), Float32Array.of(0.5, 2), out);
  expect(xt).toBe(out);
  expect([...out]).toEqual([expect.closeTo(0.5063, 4), expect.closeTo(1.9936, 4)]);
});

test("the signal-to-noise ratio is alphaBar / (1 - alphaBar)", () => {
  expect(snr(schedule, 0)).toBe(Infinity);
  expect(snr(schedule, 1)).toBeCloseTo(9999, 6);
  expect(logSnr(schedule, 1000)).toBeCloseTo(Math.log(4.0358298e-5), 4);
});

test.each([-1, 1001, 0.5])("t = %d is refused", (t) => {
  expect(() => qSampleWeights(schedule, t)).toThrow(RangeError);
  expect(() => qStepWeights(schedule, t)).toThrow(RangeError);
});
