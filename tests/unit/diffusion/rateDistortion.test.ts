import { describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { BITS_PER_NAT, priorTerm, stepTerm } from "#diffusion/likelihood.ts";
import { rateDistortion } from "#diffusion/rateDistortion.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";
import { gaussianDenoiser } from "../../fixtures/gaussianBound.ts";

const stratum = (from: number, to: number, term: number, x0SquaredError: number) => ({
  from,
  to,
  term,
  x0SquaredError,
  epsSquaredError: NaN,
});

test("the rate at t is the prior and all terms above t; the distortion is in grey values", () => {
  const strata = [stratum(1, 1, 2, 0), stratum(2, 2, 0.5, 0.01), stratum(3, 3, 0.25, 4)];
  expect(rateDistortion({ prior: 0.125, strata })).toEqual({
    t: Float64Array.of(3, 2, 1),
    rate: Float64Array.of(0.125, 0.375, 0.875),
    distortion: Float64Array.of(255, 12.75, 0),
  });
});

test("a stratum is a point in its middle, half of its bits received", () => {
  const { t, rate } = rateDistortion({
    prior: 1,
    strata: [stratum(1, 1, 9, 0), stratum(2, 6, 0.5, 1), stratum(7, 10, 0.25, 1)],
  });
  expect([...t]).toEqual([8.5, 4, 1]);
  expect([...rate]).toEqual([1 + 1.5 * 0.25, 2 + 2 * 0.5, 4.5]);
});

/**
 * Of data N(0, std^2) with the ideal denoiser no code can tell x_0 up to a root mean square d in less than log2(std / d) bits:
 * Shannon 1959; Cover & Thomas 2006, Thm. 10.3.2.
 */
describe("on Gaussian data", () => {
  const std = 0.25;

  /** Bits above Shannon's bound at each t, T first. */
  function excess(T: number, variance: number): number[] {
    const schedule = createSchedule(scheduleById("linear"), T);
    const strata = Array.from({ length: T }, (_, k) => {
      const { squaredError } = gaussianDenoiser({ mean: 0, std }, schedule, k + 1);
      const x0Hat = Float32Array.of(Math.sqrt(squaredError));
      // L_0 is no part of the curve.
      const nats = k === 0 ? 0 : stepTerm(schedule, k + 1, variance, Float32Array.of(0), x0Hat);
      return stratum(k + 1, k + 1, BITS_PER_NAT * nats, squaredError);
    });
    const prior = BITS_PER_NAT * priorTerm(schedule, Float32Array.of(std));
    const { rate, distortion } = rateDistortion({ prior, strata });
    return Array.from(rate, (bits, k) => bits - Math.log2((127.5 * std) / at(distortion, k)));
  }

  test.each([1, 2])("the curve lies above Shannon's everywhere, variance %d", (variance) => {
    for (const T of [20, 100, 1000]) expect(Math.min(...excess(T, variance))).toBeGreaterThan(-1e-9);
  });

  test("with beta it comes down to Shannon's at every t as 1 / T: twice the steps, half the excess", () => {
    const largest = [50, 100, 200, 400, 800].map((T) => Math.max(...excess(T, 2)));
    for (let k = 1; k < largest.length; k++) {
      expect(at(largest, k - 1) / at(largest, k)).toBeCloseTo(2, 1);
    }
    expect(largest[4]).toBeLessThan(0.01);
  });
});
