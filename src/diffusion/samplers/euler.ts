import { eulerWeights } from "../probabilityFlow.ts";
import { defineSampler, oneMoveEach } from "../sampler.ts";

/** First order on the probability-flow ODE; step by step the same as DDIM with eta = 0. */
export default defineSampler({
  id: "euler",
  label: { en: "Euler", zh: "欧拉" },
  source: "Karras et al. 2022, Sec. 3; Song et al. 2021, Eq. 14",
  params: {},
  moves: (schedule, timesteps) => oneMoveEach(timesteps, (t, s) => eulerWeights(schedule, t, s)),
});
