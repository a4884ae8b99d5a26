import { at } from "#math/at.ts";
import { logSnr, qSampleWeights } from "./forward.ts";
import type { StepWeights } from "./sampler.ts";
import type { Schedule } from "./schedule.ts";

/** A step that divides r by more than this is Euler's alone. */
const HEUN_SHRINK_MAX = 20;

/**
 * Steps of the probability-flow ODE, whose paths run from noise to pictures without any noise of their own. In the coordinates
 * y = x / sqrt(alphaBar) over r = sqrt(1 - alphaBar) / sqrt(alphaBar), the noise-to-signal ratio, it reads
 * dy/dr = (y - x0Hat) / r: the slope is epsHat. Karras et al. 2022, Eq. 1 and Sec. 3, where r is called sigma.
 */

/**
 * Euler's step from t to s: epsHat stays, x_s = sqrt(alphaBar_s) x0Hat + sqrt(1 - alphaBar_s) epsHat. This is DDIM with eta = 0.
 * At alphaBar_t = 0 it is the limit.
 */
export function eulerWeights(schedule: Schedule, t: number, s: number): StepWeights {
  const from = qSampleWeights(schedule, t);
  const to = qSampleWeights(schedule, s);
  const xt = to.eps / from.eps;
  return { xt, x0Hat: to.x0 - from.x0 * xt, x0HatBefore: 0, z: 0 };
}

/**
 * What turns Euler's step from t, landed at s > 0 and evaluated there, into Heun's: half the difference of the two slopes more,
 * y_s += (r_s - r_t) / 2 (slope_s - slope_t) = (r_t / r_s - 1) / 2 (x0Hat_s - x0Hat_t).
 *
 * @returns null where r shrinks by more than `HEUN_SHRINK_MAX` in one step, as it does from an x_T without any picture: there the
 * correction would multiply what is left of x0Hat's error by half of that.
 */
export function heunCorrection(schedule: Schedule, t: number, s: number): StepWeights | null {
  const growth = Math.exp((logSnr(schedule, s) - logSnr(schedule, t)) / 2);
  if (growth > HEUN_SHRINK_MAX) return null;
  const x0Hat = (Math.sqrt(at(schedule.alphasCumprod, s)) * (growth - 1)) / 2;
  return { xt: 1, x0Hat, x0HatBefore: -x0Hat, z: 0 };
}

/**
 * The second-order multistep step of DPM-Solver++ from t to s: Euler's step along x0Hat extrapolated, in lambda = log(1 / r), from
 * the evaluation before to the middle of the step. Lu et al. 2022, DPM-Solver++, Alg. 2.
 *
 * The first step has nothing to look back at and the last one, to lambda = infinity, no middle: both are Euler's.
 */
export function multistepWeights(
  schedule: Schedule,
  t: number,
  s: number,
  before: number | null,
): StepWeights {
  const euler = eulerWeights(schedule, t, s);
  if (before === null || s === 0) return euler;
  const step = logSnr(schedule, s) - logSnr(schedule, t);
  const stepBefore = logSnr(schedule, t) - logSnr(schedule, before);
  const reach = step / (2 * stepBefore);
  return { ...euler, x0Hat: euler.x0Hat * (1 + reach), x0HatBefore: -euler.x0Hat * reach };
}
