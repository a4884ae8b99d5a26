import { describe, expect, test } from "vitest";
import { streams, uniforms } from "#math/random.ts";
import { lengthOf, timestepIn, timestepStrata } from "#diffusion/strata.ts";

describe("timestepStrata", () => {
  test.each([
    { T: 10, count: 2 },
    { T: 10, count: 9 },
    { T: 50, count: 50 },
    { T: 300, count: 7 },
    { T: 1000, count: 2 },
    { T: 1000, count: 32 },
    { T: 1000, count: 100 },
    { T: 1000, count: 999 },
  ])("cuts 1..$T into $count that grow, t = 1 alone", ({ T, count }) => {
    const strata = timestepStrata(T, count);
    expect(strata).toHaveLength(count);
    expect(strata[0]).toEqual({ from: 1, to: 1 });
    expect(
      strata.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i)),
    ).toEqual(Array.from({ length: T }, (_, i) => i + 1));
    const lengths = strata.map(lengthOf);
    // Rounding may cost a stratum one timestep against the one before it.
    for (let k = 1; k < count; k++) expect(lengths[k]).toBeGreaterThanOrEqual((lengths[k - 1] ?? 0) - 1);
    expect(Math.min(...lengths)).toBe(1);
  });

  test("with as many as there are timesteps are the timesteps", () => {
    expect(timestepStrata(1000, 1000).every(({ from, to }, k) => from === k + 1 && to === k + 1)).toBe(true);
  });

  test("ten over 1..1023 double", () => {
    expect(timestepStrata(1023, 10).map(({ from }) => from)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512]);
  });

  test.each([1, 0, 11, 2.5, Number.NaN])("refuses %d of 1..10", (count) => {
    expect(() => timestepStrata(10, count)).toThrow(
      new RangeError(`count = ${count} is not a whole number in 2..10`),
    );
  });
});

test("timestepIn draws each timestep of a stratum as often", () => {
  const counts = new Map<number, number>();
  for (const uniform of uniforms(1, streams.timestep, 0, 40_000)) {
    const t = timestepIn({ from: 5, to: 8 }, uniform);
    counts.set(t, (counts.get(t) ?? 0) + 1);
  }
  expect(new Set(counts.keys())).toEqual(new Set([5, 6, 7, 8]));
  for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(7500));
  expect([0, 1 - 2 ** -32].map((uniform) => timestepIn({ from: 5, to: 8 }, uniform))).toEqual([5, 8]);
});
