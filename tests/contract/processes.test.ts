import fc from "fast-check";
import { expect, test } from "vitest";
import { at } from "#math/at.ts";
import { qSampleWeights } from "#diffusion/forward.ts";
import { conversionWeights } from "#diffusion/parameterisation.ts";
import { samplers } from "#diffusion/samplers/index.ts";
import { createSchedule, T_RANGE } from "#diffusion/schedule.ts";
import { schedules } from "#diffusion/schedules/index.ts";
import { timesteps } from "#diffusion/timesteps.ts";
import type { ParamSpecs } from "#math/params.ts";
import { spacings } from "#protocol/config.ts";

const paramsOf = (specs: ParamSpecs) =>
  fc.record(
    Object.fromEntries(
      Object.entries(specs).map(([name, { min, max }]) => [name, fc.double({ min, max, noNaN: true })]),
    ),
  );

const schedule = fc.constantFrom(...schedules.values()).chain((plugin) =>
  fc.record({
    plugin: fc.constant(plugin),
    T: fc.integer(T_RANGE),
    params: paramsOf(plugin.params),
    isZero: fc.boolean(),
  }),
);

const process = schedule.chain(({ T, ...rest }) =>
  fc.record({
    steps: fc.integer({ min: 1, max: T }),
    spacing: fc.constantFrom(...spacings),
    sampler: fc
      .constantFrom(...samplers.values())
      .chain((plugin) => fc.record({ plugin: fc.constant(plugin), params: paramsOf(plugin.params) })),
    schedule: fc.constant({ T, ...rest }),
  }),
);

test("any sampler on any schedule, with any T, steps and spacing, keeps a known picture and ends in it", () => {
  fc.assert(
    fc.property(process, ({ sampler, steps, spacing, schedule: { plugin, T, params, isZero } }) => {
      const tables = createSchedule(plugin, T, params, isZero);
      const moves = sampler.plugin.moves(tables, timesteps(T, steps, spacing), sampler.params);
      for (const { t, s, weights } of moves) {
        expect(Object.values(weights).every(Number.isFinite)).toBe(true);
        // The picture's share of x_s when the bet is right, whatever was bet on before.
        const { xt, x0Hat, x0HatBefore } = weights;
        const share = xt * qSampleWeights(tables, t).x0 + x0Hat + x0HatBefore;
        expect(Math.abs(share - qSampleWeights(tables, s).x0)).toBeLessThan(1e-6);
      }
      const last = at(moves, moves.length - 1);
      expect([last.s, last.weights.z]).toEqual([0, 0]);
      expect(last.weights.x0Hat).toBeCloseTo(1, 9);
    }),
    { numRuns: 200 },
  );
});

test("any schedule with any parameters turns each parameterisation into each other and back", () => {
  const kinds = ["eps", "x0", "v"] as const;
  const value = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(
      schedule,
      value,
      value,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (chosen, x0, eps, place) => {
        const tables = createSchedule(chosen.plugin, chosen.T, chosen.params, chosen.isZero);
        // The last timestep of a rescaled schedule holds nothing but eps.
        const t = 1 + Math.round(place * (chosen.T - (chosen.isZero ? 2 : 1)));
        const mix = qSampleWeights(tables, t);
        const xt = mix.x0 * x0 + mix.eps * eps;
        const values = { x0, eps, v: mix.x0 * eps - mix.eps * x0 };
        for (const from of kinds) {
          for (const to of kinds) {
            const weights = conversionWeights(tables, t, from, to);
            const scale = Math.abs(weights.xt) + Math.abs(weights.prediction);
            const found = weights.xt * xt + weights.prediction * values[from];
            expect(Math.abs(found - values[to])).toBeLessThan(1e-12 * Math.max(1, scale) * 10);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});
