import { at } from "#math/at.ts";
import type { StepWeights } from "./sampler.ts";
import type { Schedule } from "./schedule.ts";

/**
 * The Gaussian posterior q(x_s | x_t, x_0), s < t, as a weighted sum x_s = xt * x_t + x0Hat * x_0 + z * noise.
 * DDPM Eqs. 6-7 are the case s = t - 1; larger jumps replace alpha_t by alphaBar_t / alphaBar_s.
 *
 * At s = 0 the variance is exactly 0, which is the "z = 0 if t = 1" line of Algorithm 2: no special case is needed.
 */
export function posteriorWeights({ alphasCumprod }: Schedule, t: number, s: number = t - 1): StepWeights {
  const alphaCumprod = at(alphasCumprod, t);
  const alphaCumprodPrev = at(alphasCumprod, s);
  const alpha = alphaCumprod / alphaCumprodPrev;
  const beta = 1 - alpha;
  return {
    xt: (Math.sqrt(alpha) * (1 - alphaCumprodPrev)) / (1 - alphaCumprod),
    x0Hat: (Math.sqrt(alphaCumprodPrev) * beta) / (1 - alphaCumprod),
    z: Math.sqrt((beta * (1 - alphaCumprodPrev)) / (1 - alphaCumprod)),
  };
}
