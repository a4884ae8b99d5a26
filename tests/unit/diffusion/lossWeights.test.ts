import { describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { snr } from "#diffusion/forward.ts";
import { stepTerm } from "#diffusion/likelihood.ts";
import { lossWeights } from "#diffusion/lossWeights.ts";
import { mixWeights } from "#diffusion/parameterisation.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";

const parameterisations = ["eps", "x0", "v"] as const;

describe.each(["linear", "cosine", "sigmoid"])("on the %s schedule", (id) => {
  const schedule = createSchedule(scheduleById(id), 1000);

  test("for eps, vlb is beta^2 / (2 sigma^2 alpha (1 - alphaBar)) with sigma^2 = betaTilde. DDPM Eq. 12", () => {
    const weights = lossWeights(schedule, "vlb", "eps");
    for (const t of [2, 3, 50, 500, 999, 1000]) {
      const beta = at(schedule.betas, t);
      const left = 1 - at(schedule.alphasCumprod, t);
      const variance = (beta * (1 - at(schedule.alphasCumprod, t - 1))) / left;
      const expected = beta ** 2 / (2 * variance * (1 - beta) * left);
      expect(at(weights, t) / expected).toBeCloseTo(1, 9);
    }
  });

  test.each(parameterisations)(
    "a mistake of %s, weighed by vlb, is its term of the bound",
    (parameterisation) => {
      const weights = lossWeights(schedule, "vlb", parameterisation);
      for (const t of [2, 100, 800]) {
        // x0Hat misses by 0.1; what was said misses by as much as follows from one x_t.
        const [x0, x0Hat] = [Float32Array.of(0.25), Float32Array.of(0.35)];
        const error = 0.1 * errorOf(t, parameterisation);
        expect((at(weights, t) * error ** 2) / stepTerm(schedule, t, 1, x0, x0Hat)).toBeCloseTo(1, 4);
      }
    },
  );

  /** How far a prediction is off where x0Hat is off by 1, x_t being given. */
  function errorOf(t: number, parameterisation: (typeof parameterisations)[number]): number {
    const mix = mixWeights(schedule, t, parameterisation);
    return mix.x0 - mix.eps * Math.sqrt(snr(schedule, t));
  }

  test("min-SNR is min(SNR, 5) / SNR for eps, min(SNR, 5) for x0, min(SNR, 5) / (SNR + 1) for v", () => {
    const [eps, x0, v] = parameterisations.map((said) => lossWeights(schedule, "minSnr", said));
    for (const t of [1, 40, 300, 1000]) {
      const ratio = snr(schedule, t);
      const clamped = Math.min(ratio, 5);
      expect(at(eps ?? [], t)).toBeCloseTo(clamped / ratio, 12);
      expect(at(x0 ?? [], t)).toBeCloseTo(clamped, 12);
      expect(at(v ?? [], t)).toBeCloseTo(clamped / (ratio + 1), 12);
    }
  });

  test.each(["simple", "vlb", "minSnr"] as const)(
    "%s is finite and positive at every t, 0 at t = 0",
    (weighting) => {
      for (const said of parameterisations) {
        const weights = lossWeights(schedule, weighting, said);
        expect(weights).toHaveLength(1001);
        expect(weights[0]).toBe(0);
        expect(weights.subarray(1).every((weight) => weight > 0 && Number.isFinite(weight))).toBe(true);
      }
    },
  );
});

test("where x_T holds nothing but noise, eps and min-SNR are refused, and every t counts for v and x0", () => {
  const zero = createSchedule(scheduleById("linear"), 100, {}, true);
  expect(() => lossWeights(zero, "simple", "eps")).toThrow("at t = 100 x_t is nothing but eps");
  for (const said of ["v", "x0"] as const) {
    expect(() => lossWeights(zero, "minSnr", said)).toThrow("min-SNR weighs t = 100 with 0");
    const weights = lossWeights(zero, "vlb", said).subarray(1);
    expect(weights.every((weight) => weight > 0 && Number.isFinite(weight))).toBe(true);
  }
});
