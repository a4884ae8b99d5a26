import { jumpBeta, posteriorVariance, posteriorWeights } from "../posterior.ts";
import { defineSampler, oneMoveEach } from "../sampler.ts";

/**
 * Ancestral sampling: the posterior with x0Hat in place of x_0. Its mean is fixed, its variance a choice between published
 * values, in one number: 0 adds no noise, 1 is betaTilde, 2 is beta, the two that the paper names as equally good.
 *
 * From 0 to 1 the standard deviation grows in proportion, as under DDIM's eta; from 1 to 2 the variance is interpolated in
 * the logarithm, Nichol & Dhariwal 2021, Eq. 15. Unlike DDIM, the mean does not make up for noise that is left out.
 */
export default defineSampler({
  id: "ddpm",
  label: { en: "DDPM", zh: "DDPM" },
  source: "Ho et al. 2020, Eq. 7, Alg. 2 and Sec. 3.2",
  params: {
    variance: {
      label: { en: "Variance", zh: "方差" },
      min: 0,
      max: 2,
      default: 1,
      marks: [
        { value: 0, label: { en: "none", zh: "无" } },
        { value: 1, label: { en: "β̃", zh: "β̃" } },
        { value: 2, label: { en: "β", zh: "β" } },
      ],
    },
  },
  moves: (schedule, timesteps, { variance }) =>
    oneMoveEach(timesteps, (t, s) => {
      const weights = posteriorWeights(schedule, t, s);
      if (variance <= 1) return { ...weights, z: variance * weights.z };
      // beta is not 0 at s = 0, so here Algorithm 2 needs its "z = 0 if t = 1".
      if (s === 0) return weights;
      const between =
        jumpBeta(schedule, t, s) ** (variance - 1) * posteriorVariance(schedule, t, s) ** (2 - variance);
      return { ...weights, z: Math.sqrt(between) };
    }),
});
