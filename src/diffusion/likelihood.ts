/**
 * The variational bound on -log p_theta(x_0), term by term: L_T + sum_{t = 2..T} L_{t-1} + L_0. DDPM Eq. 5.
 *
 * Each term is a mean over the dimensions of x0, in nats. x0 and x0Hat are flat, of one shape, in [-1,1]; x0Hat is what the
 * network sees in one x_t ~ q(x_t | x_0), clipped or not.
 */
import { at } from "#math/at.ts";
import { dot } from "#math/vectors.ts";
import { logBinProbability } from "./discretisedGaussian.ts";
import { jumpBeta, posteriorVariance, posteriorWeights } from "./posterior.ts";
import type { Schedule } from "./schedule.ts";

export const BITS_PER_NAT = Math.LOG2E;

/** L_T = KL(q(x_T | x_0) || N(0, I)): what of the image is left in x_T. It needs no network. DDPM Eq. 5. */
export function priorTerm({ T, alphasCumprod }: Schedule, x0: Float32Array): number {
  const alphaCumprod = at(alphasCumprod, T);
  const meanSquare = dot(x0, 0, x0, 0, x0.length) / x0.length;
  return (alphaCumprod * meanSquare - alphaCumprod - Math.log1p(-alphaCumprod)) / 2;
}

/**
 * L_{t-1} = KL(q(x_{t-1} | x_t, x_0) || p_theta(x_{t-1} | x_t)), t = 2..T. DDPM Eqs. 8 and 12.
 *
 * p_theta has the posterior's mean with x0Hat in place of x_0. Where its variance is not the posterior's betaTilde, the two
 * Gaussians differ even if x0Hat = x_0.
 *
 * @throws {RangeError} when t is outside 2..T, the variance outside 1..2, or the shapes differ.
 */
export function stepTerm(
  schedule: Schedule,
  t: number,
  variance: number,
  x0: Float32Array,
  x0Hat: Float32Array,
): number {
  const reverse = reverseVariance(schedule, t, variance);
  const excess = posteriorVariance(schedule, t) / reverse - 1;
  const meanDifference = posteriorWeights(schedule, t).x0Hat ** 2 * meanSquaredError(x0, x0Hat);
  return (meanDifference / reverse + excess - Math.log1p(excess)) / 2;
}

/**
 * sigma_t^2, the variance of p_theta(x_{t-1} | x_t), t = 2..T: betaTilde_t at 1, beta_t at 2, in between by the logarithm, as
 * under the DDPM sampler. DDPM Sec. 3.2; Nichol & Dhariwal 2021, Eq. 15.
 *
 * @throws {RangeError} when t is outside 2..T or the variance outside 1..2.
 */
export function reverseVariance(schedule: Schedule, t: number, variance: number): number {
  if (!(t >= 2)) throw new RangeError(`t = ${t} has no L_{t-1}; 2..${schedule.T} is legal`);
  if (!(variance >= 1 && variance <= 2)) {
    throw new RangeError(`variance = ${variance} gives no bound; 1..2 is legal`);
  }
  return jumpBeta(schedule, t) ** (variance - 1) * posteriorVariance(schedule, t) ** (2 - variance);
}

/**
 * L_0 = -log p_theta(x_0 | x_1) of the 256 grey values, whose mean is x0Hat. DDPM Eq. 13.
 *
 * Its variance is betaTilde_2 whatever the other steps use, as in the code of both papers: betaTilde_1 is 0, which would be a
 * decoder that is never in doubt, and with beta_1 they got a worse likelihood.
 *
 * @throws {RangeError} when a value of x0 is outside [-1, 1], or the shapes differ.
 */
export function decoderTerm(schedule: Schedule, x0: Float32Array, x0Hat: Float32Array): number {
  refuseOtherShape(x0, x0Hat);
  const std = Math.sqrt(posteriorVariance(schedule, 2));
  let sum = 0;
  for (let i = 0; i < x0.length; i++) sum -= logBinProbability(at(x0, i), at(x0Hat, i), std);
  return sum / x0.length;
}

/**
 * Mean of (x0 - x0Hat)^2.
 *
 * @throws {RangeError} when the shapes differ.
 */
export function meanSquaredError(x0: Float32Array, x0Hat: Float32Array): number {
  refuseOtherShape(x0, x0Hat);
  let sum = 0;
  for (let i = 0; i < x0.length; i++) sum += (at(x0, i) - at(x0Hat, i)) ** 2;
  return sum / x0.length;
}

function refuseOtherShape(x0: Float32Array, x0Hat: Float32Array): void {
  if (x0.length !== x0Hat.length) {
    throw new RangeError(`x0Hat has ${x0Hat.length} values; ${x0.length}, as x0, is legal`);
  }
}
