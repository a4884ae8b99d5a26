import { describe, expect, test } from "vitest";
import { qSample } from "#diffusion/forward.ts";
import { lossWeights } from "#diffusion/lossWeights.ts";
import { mixWeights } from "#diffusion/parameterisation.ts";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import { dissection, lossShares, lossWeight, mixTable } from "#engine/objective.ts";
import { at } from "#math/at.ts";
import { normals, streams } from "#math/random.ts";
import { tinyConfig } from "../../fixtures/tinyRun.ts";

const schedule = chosenSchedule({ id: "cosine", T: 100, params: {} });

describe.each(["simple", "vlb", "minSnr"] as const)("%s", (lossWeighting) => {
  const config = { ...tinyConfig, lossWeighting, parameterisation: "v", batch: 4 } as const;

  test("counts on the mean of all t as much as any other: weights have the mean 1", () => {
    const weight = lossWeight({ schedule, config });
    const mean = Array.from({ length: 100 }, (_, i) => weight(i + 1)).reduce((a, b) => a + b) / 100;
    expect(mean).toBeCloseTo(1, 12);
    const published = lossWeights(schedule, lossWeighting, "v");
    expect(weight(90) / weight(10)).toBeCloseTo(at(published, 90) / at(published, 10), 12);
  });

  test("shares of a batch are the weights over its images", () => {
    const shares = lossShares({ schedule, config });
    expect(shares).toHaveLength(101);
    expect(at(shares, 50)).toBeCloseTo(lossWeight({ schedule, config })(50) / 4, 14);
  });
});

test.each(["eps", "x0", "v"] as const)(
  "an image is taken apart the same whether the network says %s",
  (said) => {
    const x0 = Float32Array.of(-0.5, 0.25, 1);
    const eps = normals(1, streams.noise, 0, 3);
    const xt = qSample(schedule, 40, x0, eps);
    const { x0: ofX0, eps: ofEps } = mixWeights(schedule, 40, said);
    const prediction = x0.map((value, i) => ofX0 * value + ofEps * at(eps, i));
    const apart = dissection(schedule, 40, said, { x0, xt, prediction });
    expect(apart).toMatchObject({ t: 40, x0, xt });
    for (const [i, value] of eps.entries()) {
      expect(apart.eps[i]).toBeCloseTo(value, 5);
      expect(apart.epsHat[i]).toBeCloseTo(value, 5);
    }
  },
);

test("the table has the weights of x_t, then of what the network is to say, at every t", () => {
  const table = mixTable(schedule, "v");
  expect(table).toHaveLength(4 * 101);
  expect([...table.subarray(0, 4)]).toEqual([1, 0, -0, 1]);
  const [signal, noise, ofX0, ofEps] = table.subarray(4 * 60, 4 * 61);
  expect([ofX0, ofEps]).toEqual([-(noise ?? NaN), signal]);
});
