import { defineSchedule } from "../schedule.ts";

/** Steps for which the published range of beta was chosen. */
const PUBLISHED_T = 1000;

/** A beta of 1 would erase the picture in one step; short schedules come near it. */
const LARGEST_BETA = 0.999;

/**
 * beta rises in equal steps. The published range belongs to T = 1000; another T scales it by 1000/T, so that x_T is
 * noise at every T. Without that, T = 50 leaves 78 % of the picture in x_T.
 */
export default defineSchedule({
  id: "linear",
  label: { en: "Linear", zh: "线性" },
  source: "Ho et al. 2020, Sec. 4",
  params: {
    betaStart: { label: { en: "β₁ at T = 1000", zh: "β₁（T = 1000 时）" }, min: 1e-5, max: 0.01, default: 1e-4 },
    betaEnd: { label: { en: "β_T at T = 1000", zh: "β_T（T = 1000 时）" }, min: 0.005, max: 0.05, default: 0.02 },
  },
  betas: (T, { betaStart, betaEnd }) =>
    Float64Array.from({ length: T }, (_, i) => {
      const share = T === 1 ? 0 : i / (T - 1);
      return Math.min(LARGEST_BETA, (PUBLISHED_T / T) * (betaStart + share * (betaEnd - betaStart)));
    }),
});
