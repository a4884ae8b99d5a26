import { at } from "#math/at.ts";
import { posteriorWeights } from "../posterior.ts";
import { defineSampler } from "../sampler.ts";

/** Ancestral sampling: the posterior's mean, and a variance between beta-tilde (0) and beta (1). DDPM Sec. 3.2. */
export default defineSampler({
  id: "ddpm",
  label: { en: "DDPM", zh: "DDPM" },
  source: "Ho et al. 2020, Algorithm 2",
  params: { variance: { label: { en: "variance: β̃ 0 … β 1", zh: "方差：β̃ 0 … β 1" }, min: 0, max: 1, default: 0 } },
  weights: (schedule, t, s, { variance }) => {
    const weights = posteriorWeights(schedule, t, s);
    if (s === 0) return weights;
    const beta = 1 - at(schedule.alphasCumprod, t) / at(schedule.alphasCumprod, s);
    return { ...weights, z: Math.sqrt((1 - variance) * weights.z ** 2 + variance * beta) };
  },
});
