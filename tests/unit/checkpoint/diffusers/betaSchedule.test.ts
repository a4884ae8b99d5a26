import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  betaScheduleNames,
  betaScheduleOf,
  betasOf,
  withZeroTerminalSnr,
} from "#checkpoint/diffusers/betaSchedule.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { schedules } from "#diffusion/schedules/index.ts";
import { at } from "#math/at.ts";

function alphasCumprod(betas: Float64Array): Float64Array {
  let product = 1;
  return betas.map((beta) => (product *= 1 - beta));
}

const sum = (values: Float64Array) => values.subarray(1).reduce((total, value) => total + value, 0);
const paper = { betaStart: 1e-4, betaEnd: 0.02, zeroTerminalSnr: false };

test("the sums are those that diffusers' own tables have", () => {
  const linear = alphasCumprod(betasOf({ name: "linear", ...paper }, 1000));
  expect(at(linear, 1000)).toBeCloseTo(4.0358298e-5, 12);
  expect(sum(linear)).toBeCloseTo(275.513233, 5);
  const cosine = alphasCumprod(betasOf({ name: "squaredcos_cap_v2", ...paper }, 1000));
  expect(sum(cosine)).toBeCloseTo(495.577513, 5);
});

test("every schedule of diffusers is known by its betas", () => {
  const T = fc.integer({ min: 10, max: 400 });
  const betaStart = fc.double({ min: 1e-5, max: 0.01, noNaN: true });
  const betaEnd = fc.double({ min: 0.0101, max: 0.9, noNaN: true });
  fc.assert(
    fc.property(fc.constantFrom(...betaScheduleNames), T, betaStart, betaEnd, (name, steps, start, end) => {
      const betas = betasOf({ name, betaStart: start, betaEnd: end, zeroTerminalSnr: false }, steps);
      const found = betaScheduleOf(betas);
      expect(found?.name).toBe(name);
      const again = found ? betasOf(found, steps) : new Float64Array();
      for (const [t, beta] of again.entries()) expect(Math.abs(beta - at(betas, t))).toBeLessThan(1e-12);
    }),
    { numRuns: 60 },
  );
});

test("the ends of the paper come back as they are written", () => {
  expect(
    betaScheduleOf(
      createSchedule(
        at(
          [...schedules.values()].filter(({ id }) => id === "linear"),
          0,
        ),
        1000,
      ).betas,
    ),
  ).toEqual({
    name: "linear",
    ...paper,
  });
  for (const name of ["scaled_linear", "sigmoid"] as const) {
    expect(betaScheduleOf(betasOf({ name, ...paper }, 1000))).toEqual({ name, ...paper });
  }
});

describe("the page's schedules have the names of diffusers", () => {
  const names: Readonly<Record<string, string>> = {
    linear: "linear",
    quadratic: "scaled_linear",
    sigmoid: "sigmoid",
    cosine: "squaredcos_cap_v2",
  };
  test.for([...schedules.values()].filter(({ id }) => id in names))("$id", (plugin) => {
    for (const T of [100, 300, 1000])
      expect(betaScheduleOf(createSchedule(plugin, T).betas)?.name).toBe(names[plugin.id]);
  });
});

test("what diffusers cannot compute has no name", () => {
  const linear = betasOf({ name: "linear", ...paper }, 100);
  expect(betaScheduleOf(linear.with(50, at(linear, 50) + 1e-9))).toBeNull();
  expect(betaScheduleOf(withZeroTerminalSnr(linear))).toBeNull();
  const otherOffset = schedules.get("cosine");
  expect(otherOffset && betaScheduleOf(createSchedule(otherOffset, 100, { offset: 0.02 }).betas)).toBeNull();
});

test("the rescaled cosine is known, since it has no ends to find", () => {
  const rescaled = betasOf({ name: "squaredcos_cap_v2", ...paper, zeroTerminalSnr: true }, 1000);
  expect(betaScheduleOf(rescaled)).toMatchObject({ name: "squaredcos_cap_v2", zeroTerminalSnr: true });
});

test("rescaled, alphaBar_1 stays, alphaBar_T is 0, and once more changes nothing. Lin et al., Alg. 1", () => {
  const betas = betasOf(
    { name: "scaled_linear", betaStart: 0.00085, betaEnd: 0.012, zeroTerminalSnr: false },
    1000,
  );
  const rescaled = withZeroTerminalSnr(betas);
  expect(at(rescaled, 1)).toBeCloseTo(at(betas, 1), 14);
  expect(at(rescaled, 1000)).toBe(1);
  expect(at(alphasCumprod(rescaled), 1000)).toBe(0);
  // By the algorithm's own words, at one t.
  const roots = alphasCumprod(betas).map(Math.sqrt);
  const [first, middle, last] = [1, 500, 1000].map((t) => at(roots, t)) as [number, number, number];
  expect(at(alphasCumprod(rescaled), 500)).toBeCloseTo((((middle - last) * first) / (first - last)) ** 2, 12);
  for (const [t, beta] of withZeroTerminalSnr(rescaled).entries())
    expect(beta).toBeCloseTo(at(rescaled, t), 13);
});
