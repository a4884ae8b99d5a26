import type { ParamSpecs } from "#math/params.ts";
import { defineSchedule } from "../schedule.ts";

/** The paper's first and last beta, for T = 1000. */
export const betaEnds = {
  betaStart: {
    label: { en: "first β, at T = 1000", zh: "首项 β（T = 1000 时）" },
    min: 1e-5,
    max: 0.01,
    default: 1e-4,
  },
  betaEnd: {
    label: { en: "last β, at T = 1000", zh: "末项 β（T = 1000 时）" },
    min: 0.01,
    max: 0.05,
    default: 0.02,
  },
} as const satisfies ParamSpecs;

/**
 * beta rises in a straight line. The paper's ends hold for T = 1000; fewer steps each take a larger share, 1000 / T times,
 * so that x_T is noise at every T. Below T = 20 the last shares would pass 1 and stop at 0.999.
 */
export default defineSchedule({
  id: "linear",
  label: { en: "Linear", zh: "线性" },
  source: "Ho et al. 2020, Sec. 4",
  params: betaEnds,
  betas: (T, { betaStart, betaEnd }) => {
    const share = 1000 / T;
    const beta = (i: number) => share * (betaStart + (i / (T - 1)) * (betaEnd - betaStart));
    return Float64Array.from({ length: T }, (_, i) => Math.min(0.999, beta(i)));
  },
});
