import { at } from "#math/at.ts";
import type { Schedule } from "./schedule.ts";

/** Weights of the jump x_t = x0 * x_0 + eps * eps: the square roots of alphaBar_t and 1 - alphaBar_t. DDPM Eq. 4. */
export function qSampleWeights({ alphasCumprod }: Schedule, t: number): { x0: number; eps: number } {
  const alphaCumprod = at(alphasCumprod, t);
  return { x0: Math.sqrt(alphaCumprod), eps: Math.sqrt(1 - alphaCumprod) };
}

/** Weights of one step x_t = previous * x_{t-1} + noise * z. DDPM Eq. 2. */
export function qStepWeights({ betas }: Schedule, t: number): { previous: number; noise: number } {
  const beta = at(betas, t);
  return { previous: Math.sqrt(1 - beta), noise: Math.sqrt(beta) };
}

/** x_t ~ q(x_t | x_0) for a given eps of the same shape as x_0. DDPM Eq. 4. */
export function qSample(schedule: Schedule, t: number, x0: Float32Array, eps: Float32Array): Float32Array<ArrayBuffer> {
  const weights = qSampleWeights(schedule, t);
  return Float32Array.from(x0, (value, i) => weights.x0 * value + weights.eps * at(eps, i));
}
