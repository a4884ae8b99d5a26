import { qSampleWeights } from "../forward.ts";
import { posteriorVariance } from "../posterior.ts";
import { defineSampler, oneMoveEach } from "../sampler.ts";

/**
 * x_s = sqrt(alphaBar_s) x0Hat + sqrt(1 - alphaBar_s - z^2) eps + z noise, with z^2 = eta^2 betaTilde. Each eta has the
 * marginals of the forward process; eta = 0 draws nothing and is a deterministic map from x_T, eta = 1 is DDPM.
 *
 * eps is written as (x_t - sqrt(alphaBar_t) x0Hat) / sqrt(1 - alphaBar_t), so it follows an x0Hat that was clipped.
 */
export default defineSampler({
  id: "ddim",
  label: { en: "DDIM", zh: "DDIM" },
  source: "Song et al. 2021, Eqs. 12 and 16",
  params: { eta: { label: { en: "η", zh: "η" }, min: 0, max: 1, default: 0 } },
  moves: (schedule, timesteps, { eta }) =>
    oneMoveEach(timesteps, (t, s) => {
      const from = qSampleWeights(schedule, t);
      const to = qSampleWeights(schedule, s);
      const variance = eta ** 2 * posteriorVariance(schedule, t, s);
      // At eta = 1 the difference shrinks with alphaBar_t, and rounding can leave it just below 0.
      const xt = Math.sqrt(Math.max(0, to.eps ** 2 - variance)) / from.eps;
      return { xt, x0Hat: to.x0 - from.x0 * xt, x0HatBefore: 0, z: Math.sqrt(variance) };
    }),
});
