import { expect, test } from "vitest";
import { conversionWeights } from "#diffusion/parameterisation.ts";
import { readPrediction, reverseStep } from "#diffusion/reverse.ts";
import ddpm from "#diffusion/samplers/ddpm.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import cosine from "#diffusion/schedules/cosine.ts";
import { ROW, reverseTable } from "#gpu/kernels/reverseTable.ts";

const schedule = createSchedule(cosine, 100);
const step = (t: number, s: number, clip: boolean) => ({
  t,
  toX0: conversionWeights(schedule, t, "eps", "x0"),
  toEps: conversionWeights(schedule, t, "x0", "eps"),
  weights: ddpm.weights(schedule, t, s, { variance: 1 }),
  clip,
});

test("a row is all that a step of the reverse process knows of schedule and sampler", () => {
  const [xt, eps, z] = [0.7, -0.4, 1.3].map((value) => Float32Array.of(value));
  if (!xt || !eps || !z) throw new Error("three numbers are three arrays");
  const row = step(60, 40, false);
  const [x0FromXt = NaN, x0FromEps = NaN, epsFromX0 = NaN, , ofXt = NaN, ofX0 = NaN, ofZ = NaN] =
    reverseTable([row]);

  const { x0Hat } = readPrediction(schedule, 60, xt, eps, "eps", false);
  expect(x0FromXt * 0.7 + x0FromEps * -0.4).toBeCloseTo(x0Hat[0] ?? NaN, 5);
  expect(ofXt * 0.7 + ofX0 * (x0Hat[0] ?? NaN) + ofZ * 1.3).toBeCloseTo(
    reverseStep(row.weights, xt, x0Hat, z)[0] ?? NaN,
    5,
  );

  // Another guess of x_0 moves eps by so much.
  const { epsHat } = readPrediction(schedule, 60, xt, Float32Array.of(0.25), "x0", false);
  expect(-0.4 + epsFromX0 * (0.25 - (x0Hat[0] ?? NaN))).toBeCloseTo(epsHat[0] ?? NaN, 5);
});

test("the rows follow each other, with the t of their noise and whether they clip", () => {
  const table = reverseTable([step(60, 40, true), step(40, 0, false)]);
  expect(table).toHaveLength(2 * ROW);
  expect([table[3], table[7]]).toEqual([1, 60]);
  expect([table[ROW + 3], table[ROW + 7]]).toEqual([0, 40]);
  // No noise is left to add on the way to x_0.
  expect(table[6]).toBeGreaterThan(0);
  expect(table[ROW + 6]).toBe(0);
});
