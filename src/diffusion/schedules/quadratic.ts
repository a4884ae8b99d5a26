import { defineSchedule } from "../schedule.ts";
import { betaEnds } from "./linear.ts";

/**
 * sqrt(beta) rises in a straight line between the roots of the ends of `linear`, so that little noise is added for longer: the
 * schedule of the code of latent diffusion, "scaled_linear" in diffusers. The ends hold for T = 1000, as they do there.
 */
export default defineSchedule({
  id: "quadratic",
  label: { en: "Quadratic", zh: "二次" },
  source: "Rombach et al. 2022, App. E",
  params: betaEnds,
  betas: (T, { betaStart, betaEnd }) => {
    const share = 1000 / T;
    const root = (i: number) =>
      Math.sqrt(betaStart) + (i / (T - 1)) * (Math.sqrt(betaEnd) - Math.sqrt(betaStart));
    return Float64Array.from({ length: T }, (_, i) => Math.min(0.999, share * root(i) ** 2));
  },
});
