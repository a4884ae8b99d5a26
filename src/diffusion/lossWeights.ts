import { snr } from "./forward.ts";
import type { Parameterisation } from "./parameterisation.ts";
import { posteriorVariance, posteriorWeights } from "./posterior.ts";
import type { Schedule } from "./schedule.ts";

/**
 * How much a mistake counts at each t: "simple" counts the squared error of the prediction the same everywhere (DDPM Eq. 14), "vlb"
 * as the variational bound does (DDPM Eq. 12), "minSnr" as the signal-to-noise ratio, but at most `MIN_SNR_GAMMA` (Hang et al. 2023).
 */
export type LossWeighting = "simple" | "vlb" | "minSnr";

/** gamma of Hang et al. 2023, Sec. 3.4. */
const MIN_SNR_GAMMA = 5;

/**
 * The weight of the mean squared error of a prediction at each t, [T + 1]; entry 0 is 0, as nothing is predicted there.
 *
 * "vlb" and "minSnr" weigh the error of x0Hat, whatever is predicted: a prediction's own error is larger by SNR (eps) or SNR + 1 (v).
 * For eps the vlb weight is beta^2 / (2 sigma^2 alpha (1 - alphaBar)), with sigma^2 = betaTilde and, where that is 0 at t = 1,
 * betaTilde_2, as in the code of Ho et al.
 *
 * @throws {RangeError} where alphaBar_T = 0: eps would be predicted from an x_T that holds nothing else, and min-SNR would count T for
 * nothing, which sampling asks about first.
 */
export function lossWeights(
  schedule: Schedule,
  weighting: LossWeighting,
  parameterisation: Parameterisation,
): Float64Array {
  const { T } = schedule;
  if (parameterisation === "eps" && schedule.alphasCumprod[T] === 0) {
    throw new RangeError(
      `at t = ${T} x_t is nothing but eps, so predicting eps teaches nothing: choose v or x0, or a schedule without zero terminal SNR`,
    );
  }
  if (weighting === "minSnr" && schedule.alphasCumprod[T] === 0) {
    throw new RangeError(
      `min-SNR weighs t = ${T} with 0 where nothing of x_0 is left: choose another weighting, or a schedule without zero terminal SNR`,
    );
  }
  return Float64Array.from({ length: T + 1 }, (_, t) => {
    if (t === 0) return 0;
    if (weighting === "simple") return 1;
    const errorRatio = { x0: 1, eps: snr(schedule, t), v: snr(schedule, t) + 1 }[parameterisation];
    return x0Weight(schedule, weighting, t) / errorRatio;
  });
}

/** Weight of the mean squared error of x0Hat. */
function x0Weight(schedule: Schedule, weighting: "vlb" | "minSnr", t: number): number {
  if (weighting === "minSnr") return Math.min(snr(schedule, t), MIN_SNR_GAMMA);
  const variance = posteriorVariance(schedule, Math.max(2, t));
  return posteriorWeights(schedule, t).x0Hat ** 2 / (2 * variance);
}
