import { expect, test } from "vitest";
import { conversionWeights } from "#diffusion/parameterisation.ts";
import { readPrediction, reverseStep } from "#diffusion/reverse.ts";
import dpmSolver from "#diffusion/samplers/dpmSolver.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import cosine from "#diffusion/schedules/cosine.ts";
import { ROW, reverseTable } from "#gpu/kernels/reverseTable.ts";
import { at } from "#math/at.ts";

const schedule = createSchedule(cosine, 100);
const moves = dpmSolver.moves(schedule, [80, 60, 40, 0], {});
const rows = moves.map(({ t, weights }) => ({
  t,
  toX0: conversionWeights(schedule, t, "v", "x0"),
  toEps: conversionWeights(schedule, t, "x0", "eps"),
  weights,
  guidance: 2.5,
}));

test("a row is all that a move of the reverse process knows of schedule, sampler and guidance", () => {
  const [xt, v, before, z] = [0.7, -0.4, 0.2, 1.3].map((value) => Float32Array.of(value));
  if (!xt || !v || !before || !z) throw new Error("four numbers are four arrays");
  const table = reverseTable(rows);
  expect(table).toHaveLength(3 * ROW);
  const [x0FromXt = NaN, x0FromV = NaN, epsFromXt = NaN, epsFromX0 = NaN, ...rest] = table.subarray(ROW);
  const [ofXt = NaN, ofX0 = NaN, ofBefore = NaN, ofZ = NaN, t, guidance] = rest;

  const { x0Hat, epsHat } = readPrediction(schedule, 60, xt, v, "v", "none", 1);
  const bet = at(x0Hat, 0);
  expect(x0FromXt * 0.7 + x0FromV * -0.4).toBeCloseTo(bet, 6);
  expect(epsFromXt * 0.7 + epsFromX0 * bet).toBeCloseTo(at(epsHat, 0), 6);
  const next = reverseStep(at(moves, 1).weights, xt, x0Hat, before, z);
  expect(ofXt * 0.7 + ofX0 * bet + ofBefore * 0.2 + ofZ * 1.3).toBeCloseTo(at(next, 0), 6);
  expect([t, guidance]).toEqual([60, 2.5]);
  expect(ofBefore).toBeLessThan(0);
});
