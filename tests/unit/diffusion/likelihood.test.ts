import { describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { qSample, qSampleWeights } from "#diffusion/forward.ts";
import {
  BITS_PER_NAT,
  decoderTerm,
  meanSquaredError,
  priorTerm,
  reverseVariance,
  stepTerm,
} from "#diffusion/likelihood.ts";
import { conversionWeights } from "#diffusion/parameterisation.ts";
import { posteriorVariance, posteriorWeights } from "#diffusion/posterior.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";

const schedule = createSchedule(scheduleById("linear"), 1000);
const x0 = Float32Array.of(-1, -0.25, 0.5, 1);
const eps = Float32Array.of(0.75, -1.5, 0.25, 2);
const x0Hat = Float32Array.of(-0.875, -0.5, 0.5, 0.9375);

/** Its last step leaves nothing of the image. */
const zeroTerminalSnr: Schedule = {
  id: "zero",
  T: 3,
  betas: Float64Array.of(0, 0.1, 0.5, 1),
  alphasCumprod: Float64Array.of(1, 0.9, 0.45, 0),
};

/**
 * The values above in PyTorch, float64: torch.distributions.kl_divergence of the two normal distributions of x_{t-1}, with
 * x_t from x0 and eps, means from DDPM Eq. 7, variances betaTilde, sqrt(beta betaTilde) and beta.
 */
describe("stepTerm", () => {
  test.each([
    { t: 2, variance: 1, torch: 55.91088339515747 },
    { t: 2, variance: 1.5, torch: 37.73718043516634 },
    { t: 2, variance: 2, torch: 25.546065638796353 },
    { t: 3, variance: 1, torch: 18.12269897079608 },
    { t: 3, variance: 1.5, torch: 14.183737950049203 },
    { t: 3, variance: 2, torch: 11.130778906805444 },
    { t: 50, variance: 1, torch: 0.013245375236876356 },
    { t: 50, variance: 1.5, torch: 0.013088097207451702 },
    { t: 50, variance: 2, torch: 0.01310101880642528 },
    { t: 500, variance: 1, torch: 9.63444264057145e-6 },
    { t: 500, variance: 1.5, torch: 9.677072543465737e-6 },
    { t: 500, variance: 2, torch: 9.81327264863919e-6 },
    { t: 1000, variance: 1, torch: 8.446202987011375e-9 },
    { t: 1000, variance: 1.5, torch: 8.446241919813084e-9 },
    { t: 1000, variance: 2, torch: 8.44636564321114e-9 },
  ])("is PyTorch's $torch at t = $t, variance $variance", ({ t, variance, torch }) => {
    expect(Math.abs(stepTerm(schedule, t, variance, x0, x0Hat) / torch - 1)).toBeLessThan(1e-6);
  });

  test.each([1, 1.3, 2])("is the integral of q log(q / p), variance %d", (variance) => {
    for (const t of [2, 7, 400]) {
      const { xt, x0Hat: towards } = posteriorWeights(schedule, t);
      const q = { mean: xt * 0.4 + towards * 0.5, variance: posteriorVariance(schedule, t) };
      const p = { mean: xt * 0.4 + towards * 0.4921875, variance: reverseVariance(schedule, t, variance) };
      const term = stepTerm(schedule, t, variance, Float32Array.of(0.5), Float32Array.of(0.4921875));
      expect(term).toBeCloseTo(divergence(q, p), 10);
    }
  });

  test("weighs the error of eps by beta^2 / (2 sigma^2 alpha (1 - alphaBar)) where both variances are betaTilde", () => {
    for (const t of [2, 30, 500, 1000]) {
      const xt = qSample(schedule, t, x0, eps);
      const weights = conversionWeights(schedule, t, "x0", "eps");
      const { eps: noise } = qSampleWeights(schedule, t);
      const beta = at(schedule.betas, t);
      const weight = beta ** 2 / (2 * posteriorVariance(schedule, t) * (1 - beta) * noise ** 2);
      // eps as x_t in float32 has it, so that only the weight is compared.
      const read = (guess: Float32Array, i: number) =>
        weights.xt * at(xt, i) + weights.prediction * at(guess, i);
      const squares = [...x0].map((_, i) => (read(x0, i) - read(x0Hat, i)) ** 2);
      const error = squares.reduce((a, b) => a + b) / squares.length;
      expect((weight * error) / stepTerm(schedule, t, 1, x0, x0Hat)).toBeCloseTo(1, 9);
    }
  });

  test("of a perfect guess is 0 with betaTilde, and what two variances differ by with beta", () => {
    expect(stepTerm(schedule, 5, 1, x0, x0)).toBe(0);
    const ratio = posteriorVariance(schedule, 5) / at(schedule.betas, 5);
    expect(stepTerm(schedule, 5, 2, x0, x0)).toBeCloseTo((ratio - 1 - Math.log(ratio)) / 2, 13);
  });

  test("is finite where x_T holds nothing of the image, and where x0Hat is far off", () => {
    expect(stepTerm(zeroTerminalSnr, 3, 1, x0, x0Hat)).toBeCloseTo(
      (0.45 * meanSquaredError(x0, x0Hat)) / 0.55 / 2,
      14,
    );
    expect(stepTerm(schedule, 2, 1, Float32Array.of(0), Float32Array.of(1e15))).toBeLessThan(Infinity);
  });

  test.each([
    { t: 1, variance: 1, message: "t = 1 has no L_{t-1}; 2..1000 is legal" },
    { t: 2, variance: 0, message: "variance = 0 gives no bound; 1..2 is legal" },
    { t: 2, variance: 2.1, message: "variance = 2.1 gives no bound; 1..2 is legal" },
    { t: 1001, variance: 1, message: "index 1001 is outside 0..1000" },
  ])("refuses t = $t with variance $variance", ({ t, variance, message }) => {
    expect(() => stepTerm(schedule, t, variance, x0, x0Hat)).toThrow(new RangeError(message));
  });
});

/** KL(q || p) by the trapezoidal rule over 14 deviations of q either side. */
function divergence(q: Normal, p: Normal): number {
  const logDensity = (of: Normal, x: number) =>
    -((x - of.mean) ** 2) / (2 * of.variance) - Math.log(2 * Math.PI * of.variance) / 2;
  const width = Math.sqrt(q.variance) / 50;
  let sum = 0;
  for (let k = -700; k <= 700; k++) {
    const x = q.mean + k * width;
    sum += width * Math.exp(logDensity(q, x)) * (logDensity(q, x) - logDensity(p, x));
  }
  return sum;
}

interface Normal {
  readonly mean: number;
  readonly variance: number;
}

describe("reverseVariance", () => {
  test("is betaTilde at 1, beta at 2, their geometric mean between", () => {
    const [betaTilde, beta] = [posteriorVariance(schedule, 40), at(schedule.betas, 40)];
    expect(reverseVariance(schedule, 40, 1)).toBeCloseTo(betaTilde, 16);
    expect(reverseVariance(schedule, 40, 1.5)).toBeCloseTo(Math.sqrt(beta * betaTilde), 16);
    expect(reverseVariance(schedule, 40, 2)).toBeCloseTo(beta, 16);
  });
});

describe("priorTerm", () => {
  test("is PyTorch's kl_divergence of N(sqrt(alphaBar_T) x0, 1 - alphaBar_T) and N(0, 1)", () => {
    expect(priorTerm(schedule, x0) / 1.1666477624545498e-5).toBeCloseTo(1, 10);
  });

  test("is about the 1e-5 bits per dimension of DDPM Sec. 4 for data spread evenly over -1..1: 9.7047e-6", () => {
    const even = Float32Array.from({ length: 20_000 }, (_, i) => (i + 0.5) / 10_000 - 1);
    // PyTorch's kl_divergence under the trapezoidal rule has these digits more.
    expect((BITS_PER_NAT * priorTerm(schedule, even)) / 9.704707e-6).toBeCloseTo(1, 6);
  });

  test("is 0 where x_T holds nothing of the image", () => {
    expect(priorTerm(zeroTerminalSnr, x0)).toBe(0);
  });
});

describe("decoderTerm", () => {
  test("is mpmath's mean of four grey values, with betaTilde_2 = 5.4531876613026e-5", () => {
    const image = Float32Array.from([0, 100, 201, 255], (grey) => grey / 127.5 - 1);
    const guess = Float32Array.of(-0.984375, -0.21875, 0.578125, 1.03125);
    expect(decoderTerm(schedule, image, guess)).toBeCloseTo(1.196064685853561, 9);
  });

  test("is finite where x0Hat is far off", () => {
    const far = decoderTerm(schedule, x0, Float32Array.of(1e4, -1e4, 1e4, -1e4));
    expect(far).toBeGreaterThan(1e11);
    expect(far).toBeLessThan(Infinity);
  });
});

test("a guess of another shape is refused", () => {
  const message = "x0Hat has 3 values; 4, as x0, is legal";
  expect(() => decoderTerm(schedule, x0, x0Hat.subarray(1))).toThrow(new RangeError(message));
  expect(() => stepTerm(schedule, 2, 1, x0, x0Hat.subarray(1))).toThrow(new RangeError(message));
});
