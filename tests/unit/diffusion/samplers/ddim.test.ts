import { describe, expect, test } from "vitest";
import { qSampleWeights } from "#diffusion/forward.ts";
import { posteriorWeights } from "#diffusion/posterior.ts";
import ddim from "#diffusion/samplers/ddim.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { scheduleById } from "#diffusion/schedules/index.ts";
import { timesteps } from "#diffusion/timesteps.ts";
import { endDistribution } from "../../../fixtures/gaussian.ts";
import { stepWeights } from "../../../fixtures/stepWeights.ts";

const schedule = createSchedule(scheduleById("linear"), 1000);

describe.each([
  { t: 2, s: 1 },
  { t: 600, s: 599 },
  { t: 981, s: 961 },
  { t: 901, s: 0 },
])("$t -> $s", ({ t, s }) => {
  test("with eta = 1 is DDPM with betaTilde", () => {
    const weights = stepWeights(ddim, schedule, t, s, { eta: 1 });
    const ancestral = posteriorWeights(schedule, t, s);
    expect(weights.xt).toBeCloseTo(ancestral.xt, 10);
    expect(weights.x0Hat).toBeCloseTo(ancestral.x0Hat, 10);
    expect(weights.z).toBeCloseTo(ancestral.z, 10);
  });

  test.each([0, 0.5])("with eta = %d is Eq. 12 written with eps", (eta) => {
    const weights = stepWeights(ddim, schedule, t, s, { eta });
    const [x0, eps, z] = [0.4, -1.3, 0.6];
    const from = qSampleWeights(schedule, t);
    const to = qSampleWeights(schedule, s);
    const spread = eta * posteriorWeights(schedule, t, s).z;
    const expected = to.x0 * x0 + Math.sqrt(to.eps ** 2 - spread ** 2) * eps + spread * z;
    const xt = from.x0 * x0 + from.eps * eps;
    expect(weights.xt * xt + weights.x0Hat * x0 + weights.z * z).toBeCloseTo(expected, 12);
  });

  test("with eta = 0 draws no noise", () => {
    expect(stepWeights(ddim, schedule, t, s, { eta: 0 }).z).toBe(0);
  });
});

test("on data N(0.3, 0.5^2) fifty leading steps end at std 0.472439", () => {
  const list = timesteps(1000, 50, "leading");
  const end = endDistribution({ mean: 0.3, std: 0.5 }, schedule, ddim.moves(schedule, list, { eta: 0 }));
  expect(end.std).toBeCloseTo(0.472439, 6);
});

test("a path of many steps is the exact solution of the probability-flow ODE", () => {
  const data = { mean: 0, std: 0.5 };
  const end = endDistribution(
    data,
    schedule,
    ddim.moves(schedule, timesteps(1000, 1000, "leading"), { eta: 0 }),
  );
  // The flow maps quantiles to quantiles: from N(0, 1), which is not quite q(x_T), to the data's own deviation.
  const { x0: signal, eps: noise } = qSampleWeights(schedule, 1000);
  const exact = data.std / Math.sqrt(signal ** 2 * data.std ** 2 + noise ** 2);
  expect(Math.abs(end.std - exact)).toBeLessThan(0.002);
});
