import { eulerWeights, heunCorrection } from "../probabilityFlow.ts";
import type { Move } from "../sampler.ts";
import { defineSampler, descents } from "../sampler.ts";

/**
 * Second order on the probability-flow ODE: each step is Euler's, then corrected by a second evaluation where it landed. It asks
 * the denoiser twice per step but for the last, which ends at t = 0.
 */
export default defineSampler({
  id: "heun",
  label: { en: "Heun", zh: "休恩" },
  source: "Karras et al. 2022, Alg. 1",
  params: {},
  moves: (schedule, timesteps) =>
    descents(timesteps).flatMap(({ t, s }): Move[] => {
      const step = { t, s, weights: eulerWeights(schedule, t, s), isCorrection: false };
      const correction = s === 0 ? null : heunCorrection(schedule, t, s);
      return correction ? [step, { t: s, s, weights: correction, isCorrection: true }] : [step];
    }),
});
