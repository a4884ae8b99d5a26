import { describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { mean, standardDeviation } from "#math/statistics.ts";
import { BoundEstimate } from "#diffusion/boundEstimate.ts";
import { logBinProbability } from "#diffusion/discretisedGaussian.ts";
import { qSampleWeights, snr } from "#diffusion/forward.ts";
import { BITS_PER_NAT, decoderTerm, meanSquaredError, priorTerm, stepTerm } from "#diffusion/likelihood.ts";
import { posteriorVariance } from "#diffusion/posterior.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";
import type { Stratum } from "#diffusion/strata.ts";
import { timestepStrata } from "#diffusion/strata.ts";
import { gaussianBound, gaussianDenoiser } from "../../fixtures/gaussianBound.ts";

const linear = scheduleById("linear");

describe("on two images", () => {
  const schedule = createSchedule(linear, 10);
  const images = [
    { x0: Float32Array.of(-1, 1), x0Hat: Float32Array.of(-0.75, 1) },
    { x0: Float32Array.of(1, 1), x0Hat: Float32Array.of(1, 0.5) },
  ];
  const strata = [
    { from: 1, to: 1 },
    { from: 2, to: 4 },
    { from: 5, to: 10 },
  ];

  /** The images may come in any order. */
  function filled(): BoundEstimate {
    const estimate = new BoundEstimate(schedule, 2, strata);
    for (const t of [7, 1, 2]) {
      for (const [i, { x0, x0Hat }] of images.entries()) estimate.add(i, t === 7 ? t + i : t, x0, x0Hat);
    }
    return estimate;
  }

  test("the total is the prior, L_0, and each stratum's mean term times its length", () => {
    const totals = images.map(({ x0, x0Hat }, i) => {
      const step = (t: number) => stepTerm(schedule, t, 2, x0, x0Hat);
      return priorTerm(schedule, x0) + decoderTerm(schedule, x0, x0Hat) + 3 * step(2) + 6 * step(7 + i);
    });
    const [first = NaN, second = NaN] = totals.map((nats) => nats / Math.LN2);
    const bound = filled().bound();
    expect(bound.images).toBe(2);
    expect(bound.total).toBeCloseTo((first + second) / 2, 10);
    expect(bound.standardError).toBeCloseTo(Math.abs(first - second) / 2, 10);
    const lengths = [1, 3, 6];
    const terms = bound.strata.map(({ term }, k) => at(lengths, k) * term);
    expect(terms.reduce((a, b) => a + b, bound.prior)).toBeCloseTo(bound.total, 10);
  });

  test("errors are means over the images; that of eps is that of x0Hat times the signal-to-noise ratio", () => {
    const errors = images.map(({ x0, x0Hat }) => meanSquaredError(x0, x0Hat));
    expect(errors).toEqual([1 / 32, 1 / 8]);
    const { strata: means } = filled().bound();
    for (const { x0SquaredError } of means) expect(x0SquaredError).toBeCloseTo(5 / 64, 12);
    expect(means[1]?.epsSquaredError).toBeCloseTo((snr(schedule, 2) * 5) / 64, 12);
    expect(means[2]?.epsSquaredError).toBeCloseTo((snr(schedule, 7) / 32 + snr(schedule, 8) / 8) / 2, 12);
  });

  test("an image counts once it has been everywhere", () => {
    const estimate = filled();
    const before = estimate.bound();
    estimate.add(2, 1, Float32Array.of(0, 0), Float32Array.of(1, 1));
    estimate.add(2, 3, Float32Array.of(0, 0), Float32Array.of(1, 1));
    expect(estimate.bound()).toEqual(before);
    estimate.add(2, 9, Float32Array.of(0, 0), Float32Array.of(1, 1));
    expect(estimate.bound()).toMatchObject({ images: 3 });
  });

  test("nothing is known of no image, and no error of one", () => {
    const estimate = new BoundEstimate(schedule, 2, strata);
    expect(estimate.bound()).toMatchObject({ images: 0, total: NaN, standardError: NaN, prior: NaN });
    for (const t of [1, 2, 5]) estimate.add(0, t, Float32Array.of(0.2), Float32Array.of(0.2));
    expect(estimate.bound()).toMatchObject({ images: 1, total: expect.any(Number), standardError: NaN });
    expect(estimate.bound().total).not.toBeNaN();
  });

  test("a second visit is refused, before and after the image has been everywhere", () => {
    const estimate = filled();
    const { x0, x0Hat } = at(images, 0);
    const again = (image: number, t: number) =>
      new RangeError(`image ${image} visits the stratum of t = ${t} again; once is legal`);
    expect(() => estimate.add(0, 4, x0, x0Hat)).toThrow(again(0, 4));
    estimate.add(5, 10, x0, x0Hat);
    expect(() => estimate.add(5, 6, x0, x0Hat)).toThrow(again(5, 6));
  });

  test.each([0, 1.5, 11])("t = %d is refused", (t) => {
    const { x0, x0Hat } = at(images, 0);
    expect(() => filled().add(3, t, x0, x0Hat)).toThrow(new RangeError(`t = ${t} is in no stratum of 1..10`));
  });

  test.each([
    {
      name: "a gap",
      given: [
        [1, 1],
        [3, 10],
      ],
    },
    {
      name: "an overlap",
      given: [
        [1, 1],
        [2, 5],
        [5, 10],
      ],
    },
    {
      name: "a lack of the end",
      given: [
        [1, 1],
        [2, 9],
      ],
    },
    {
      name: "t = 1 in company",
      given: [
        [1, 2],
        [3, 10],
      ],
    },
    { name: "no stratum", given: [] },
  ])("$name in the strata is refused", ({ given }) => {
    const wrong = given.map(([from = NaN, to = NaN]) => ({ from, to }));
    expect(() => new BoundEstimate(schedule, 1, wrong)).toThrow(/are not 1\.\.10 in order, t = 1 alone$/);
  });
});

/**
 * On data N(mean, std^2), rounded to the 256 grey values, with the denoiser that is ideal before rounding: each term's
 * expectation is a closed form, but for L_0, which is a sum over x_0 of an integral over x_1.
 */
describe("on Gaussian data", () => {
  const data = { mean: 0.1, std: 0.2 };
  const greys = Array.from({ length: 256 }, (_, grey) => grey / 127.5 - 1);
  const weights = greys.map((x) => Math.exp(-(((x - data.mean) / data.std) ** 2) / 2));
  const weightSum = weights.reduce((a, b) => a + b);
  const probabilities = weights.map((weight) => weight / weightSum);
  const entropy = -probabilities.reduce((sum, p) => sum + p * Math.log2(p), 0);
  const expected = (f: (x: number) => number) =>
    probabilities.reduce((sum, p, grey) => (p < 1e-12 ? sum : sum + p * f(at(greys, grey))), 0);

  /** Exact expectation of the bound, in bits per dimension. */
  function exactBound(schedule: Schedule, variance: number): number {
    const one = Float32Array.of(1);
    let nats = expected((x) => priorTerm(schedule, Float32Array.of(x)));
    for (let t = 2; t <= schedule.T; t++) {
      const { squaredError } = gaussianDenoiser(data, schedule, t);
      nats += stepTerm(schedule, t, variance, one, Float32Array.of(1 - Math.sqrt(squaredError)));
    }
    return BITS_PER_NAT * (nats + expected((x) => decoderExpectation(schedule, x)));
  }

  /** E[L_0] over x_1 by the trapezoidal rule. */
  function decoderExpectation(schedule: Schedule, x0: number): number {
    const { x0: signal, eps: noise } = qSampleWeights(schedule, 1);
    const { x0Hat } = gaussianDenoiser(data, schedule, 1);
    const std = Math.sqrt(posteriorVariance(schedule, 2));
    let sum = 0;
    for (let z = -8; z <= 8; z += 0.1) {
      const density = Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI);
      sum -= 0.1 * density * logBinProbability(x0, x0Hat(signal * x0 + noise * z), std);
    }
    return sum;
  }

  test("the entropy is log2 of sqrt(2 pi e) deviations in bins", () => {
    expect(entropy).toBeCloseTo(Math.log2(Math.sqrt(2 * Math.PI * Math.E) * data.std * 127.5), 3);
  });

  test("the bound is above the entropy and falls towards it as T grows, with betaTilde", () => {
    const bounds = [20, 50, 100, 200, 500, 1000].map((T) => exactBound(createSchedule(linear, T), 1));
    for (let k = 1; k < bounds.length; k++) expect(at(bounds, k)).toBeLessThan(at(bounds, k - 1));
    expect(at(bounds, 5)).toBeGreaterThan(entropy);
    expect(at(bounds, 5) - entropy).toBeLessThan(0.8);
  });

  test("with beta it is above by no more than 0.15 bits from T = 100 on", () => {
    for (const T of [100, 300, 1000]) {
      const excess = exactBound(createSchedule(linear, T), 2) - entropy;
      expect(excess).toBeGreaterThan(0);
      expect(excess).toBeLessThan(0.15);
    }
  });

  test.each([
    { count: 10, images: 64 },
    { count: 40, images: 32 },
    { count: 200, images: 16 },
  ])("$count strata of 200 timesteps estimate it within four standard errors", ({ count, images }) => {
    const schedule = createSchedule(linear, 200);
    for (const variance of [1, 2]) {
      const bound = gaussianBound(data, schedule, variance, timestepStrata(200, count), images, 32, 1);
      expect(Math.abs(bound.total - exactBound(schedule, variance))).toBeLessThan(4 * bound.standardError);
      expect(bound.standardError).toBeLessThan(0.25);
    }
  });

  test("20 strata of 1000 timesteps have less than a tenth of the standard error of 20 equal ones", () => {
    const schedule = createSchedule(linear, 1000);
    const equal = Array.from({ length: 20 }, (_, k) => ({
      from: k === 0 ? 1 : 2 + Math.round(((k - 1) * 999) / 19),
      to: 1 + Math.round((k * 999) / 19),
    }));
    const errorOf = (strata: readonly Stratum[]) =>
      gaussianBound(data, schedule, 2, strata, 64, 192, 1).standardError;
    expect(errorOf(timestepStrata(1000, 20))).toBeLessThan(0.03);
    expect(errorOf(equal)).toBeGreaterThan(0.3);
  });

  test("a hundred estimates from few strata scatter about it as their standard errors say", () => {
    const schedule = createSchedule(linear, 200);
    const strata = timestepStrata(200, 8);
    const bounds = Array.from({ length: 100 }, (_, seed) =>
      gaussianBound(data, schedule, 2, strata, 12, 8, seed),
    );
    const totals = bounds.map(({ total }) => total);
    const scatter = standardDeviation(totals);
    expect(Math.abs(mean(totals) - exactBound(schedule, 2))).toBeLessThan((4 * scatter) / 10);
    const stated = Math.sqrt(mean(bounds.map(({ standardError }) => standardError ** 2)));
    expect(scatter / stated).toBeGreaterThan(0.75);
    expect(scatter / stated).toBeLessThan(1.3);
  });
});
