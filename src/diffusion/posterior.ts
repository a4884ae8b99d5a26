import { at } from "#math/at.ts";
import type { StepWeights } from "./sampler.ts";
import type { Schedule } from "./schedule.ts";

/**
 * The Gaussian posterior q(x_s | x_t, x_0), s < t, as a weighted sum x_s = xt * x_t + x0Hat * x_0 + z * noise.
 * DDPM Eqs. 6-7 are the case s = t - 1; larger jumps replace alpha_t by alphaBar_t / alphaBar_s.
 *
 * At s = 0 the variance is exactly 0, which is the "z = 0 if t = 1" line of Algorithm 2: no special case is needed.
 *
 * @throws {RangeError} when not 0 <= s < t <= T.
 */
export function posteriorWeights(schedule: Schedule, t: number, s: number = t - 1): StepWeights {
  const beta = jumpBeta(schedule, t, s);
  const alphaCumprod = at(schedule.alphasCumprod, t);
  const alphaCumprodPrev = at(schedule.alphasCumprod, s);
  return {
    xt: (Math.sqrt(1 - beta) * (1 - alphaCumprodPrev)) / (1 - alphaCumprod),
    x0Hat: (Math.sqrt(alphaCumprodPrev) * beta) / (1 - alphaCumprod),
    x0HatBefore: 0,
    z: Math.sqrt(posteriorVariance(schedule, t, s)),
  };
}

/**
 * betaTilde, the variance of q(x_s | x_t, x_0). DDPM Eq. 7.
 *
 * @throws {RangeError} when not 0 <= s < t <= T.
 */
export function posteriorVariance(schedule: Schedule, t: number, s: number = t - 1): number {
  const beta = jumpBeta(schedule, t, s);
  return (beta * (1 - at(schedule.alphasCumprod, s))) / (1 - at(schedule.alphasCumprod, t));
}

/**
 * Variance that q(x_t | x_s) adds, 1 - alphaBar_t / alphaBar_s: the beta of a jump, beta_t itself for s = t - 1. DDPM Eq. 2.
 *
 * @throws {RangeError} when not 0 <= s < t <= T.
 */
export function jumpBeta({ T, alphasCumprod }: Schedule, t: number, s: number = t - 1): number {
  if (!(s < t))
    throw new RangeError(`a step from t = ${t} to s = ${s} does not descend; 0 <= s < t <= ${T} is legal`);
  return 1 - at(alphasCumprod, t) / at(alphasCumprod, s);
}
