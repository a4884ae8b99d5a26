import { describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { defaultParams } from "#math/params.ts";
import type { ParamValues } from "#math/params.ts";
import { qSampleWeights } from "#diffusion/forward.ts";
import type { SamplerPlugin } from "#diffusion/sampler.ts";
import { samplerById, samplers } from "#diffusion/samplers/index.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { schedules } from "#diffusion/schedules/index.ts";
import { timesteps } from "#diffusion/timesteps.ts";
import { spacings } from "#protocol/config.ts";
import { endDistribution } from "../fixtures/gaussian.ts";
import { expectDescribed, paramCorners, pluginFiles } from "../fixtures/plugin.ts";

test("the registry finds the files of its folder, which have the plug-ins' names", () => {
  expect([...samplers.keys()]).toEqual(pluginFiles("src/diffusion/samplers"));
});

test("an unknown id is refused by name, with the known ones", () => {
  expect(() => samplerById("euler")).toThrow(
    new RangeError(`sampler "euler" is unknown; there are ${[...samplers.keys()].join(", ")}`),
  );
});

const steps = [
  { t: 2, s: 1 },
  { t: 500, s: 499 },
  { t: 1000, s: 999 },
  { t: 1000, s: 250 },
];

const lengths = [10, 12, 21, 50, 128, 300, 777, 1000];

describe.each([...samplers.values()])("$id", (plugin: SamplerPlugin) => {
  const params = defaultParams(plugin.params);

  test("says where it comes from, and what it and its parameters are called in both languages", () => {
    expectDescribed(plugin);
  });

  describe.each([...schedules.values()])("on the $id schedule", (schedulePlugin) => {
    const schedule = createSchedule(schedulePlugin, 1000);

    test.each(lengths)("has finite weights at every end of both parameters' ranges, T = %d", (T) => {
      for (const scheduleParams of paramCorners(schedulePlugin.params)) {
        const cornered = createSchedule(schedulePlugin, T, scheduleParams);
        for (const corner of paramCorners(plugin.params)) {
          expect(stepsNotFinite(plugin, cornered, corner)).toEqual([]);
        }
      }
    });

    test("ends in x0Hat without noise, whatever its parameters", () => {
      for (const corner of paramCorners(plugin.params)) {
        for (const t of [1, 100, 1000]) {
          const { xt, x0Hat, z } = plugin.weights(schedule, t, 0, corner);
          expect([xt, x0Hat, z]).toEqual([expect.closeTo(0, 12), expect.closeTo(1, 12), 0]);
        }
      }
    });

    test.each(steps)(
      "keeps the mean of the forward process, $t -> $s, whatever its parameters",
      ({ t, s }) => {
        for (const corner of paramCorners(plugin.params)) {
          const weights = plugin.weights(schedule, t, s, corner);
          const mean = weights.xt * qSampleWeights(schedule, t).x0 + weights.x0Hat;
          expect(mean).toBeCloseTo(qSampleWeights(schedule, s).x0, 10);
        }
      },
    );

    test.each(steps)("keeps the variance of the forward process, $t -> $s, by default", ({ t, s }) => {
      const weights = plugin.weights(schedule, t, s, params);
      const variance = (weights.xt * qSampleWeights(schedule, t).eps) ** 2 + weights.z ** 2;
      expect(variance).toBeCloseTo(qSampleWeights(schedule, s).eps ** 2, 10);
    });

    test.each([
      { mean: 0.3, std: 0.5 },
      { mean: -0.6, std: 0.1 },
    ])("ends on the data N($mean, $std^2) as steps grow to T", (data) => {
      const errors = [10, 50, 250, 1000].map((count) => {
        const end = endDistribution(data, schedule, plugin, params, timesteps(1000, count, "trailing"));
        expect(end.mean).toBeCloseTo(data.mean, 1);
        return Math.abs(end.std - data.std) / data.std;
      });
      for (let k = 1; k < errors.length; k++) expect(at(errors, k)).toBeLessThan(at(errors, k - 1));
      expect(at(errors, 3)).toBeLessThan(0.05);
    });
  });
});

/** The steps t -> s that have a weight which is no number, on ways down of many lengths and both spacings. */
function stepsNotFinite(plugin: SamplerPlugin, schedule: Schedule, params: ParamValues): string[] {
  const counts = [1, 2, 3, 5, 10, schedule.T];
  const ways = counts.flatMap((count) => spacings.map((spacing) => timesteps(schedule.T, count, spacing)));
  return ways.flatMap((way) =>
    way.slice(1).flatMap((s, k) => {
      const t = at(way, k);
      const { xt, x0Hat, z } = plugin.weights(schedule, t, s, params);
      return [xt, x0Hat, z].every(Number.isFinite) ? [] : [`${t} -> ${s}`];
    }),
  );
}
