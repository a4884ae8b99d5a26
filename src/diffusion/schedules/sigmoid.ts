import { defineSchedule } from "../schedule.ts";
import { betaEnds } from "./linear.ts";

/** beta rises along a logistic curve over -6..6 between the ends of `linear`, which hold for T = 1000. As in diffusers' "sigmoid". */
export default defineSchedule({
  id: "sigmoid",
  label: { en: "Sigmoid", zh: "S 形" },
  source: "Xu et al. 2022, GeoDiff, Sec. 5.1",
  params: betaEnds,
  betas: (T, { betaStart, betaEnd }) => {
    const share = 1000 / T;
    const rise = (i: number) => 1 / (1 + Math.exp(-(-6 + (12 * i) / (T - 1))));
    return Float64Array.from({ length: T }, (_, i) =>
      Math.min(0.999, share * (betaStart + rise(i) * (betaEnd - betaStart))),
    );
  },
});
