import { multistepWeights } from "../probabilityFlow.ts";
import { defineSampler, oneMoveEach } from "../sampler.ts";

/** Second order on the probability-flow ODE for one evaluation a step: it looks back at the evaluation before. */
export default defineSampler({
  id: "dpmSolver",
  label: { en: "DPM-Solver++ (2M)", zh: "DPM-Solver++（2M）" },
  source: "Lu et al. 2022, DPM-Solver++, Alg. 2",
  params: {},
  moves: (schedule, timesteps) =>
    oneMoveEach(timesteps, (t, s, before) => multistepWeights(schedule, t, s, before)),
});
