import { at } from "#math/at.ts";
import type { Schedule } from "./schedule.ts";

/** Standard deviations of the two parts of x_t = x0 * x_0 + eps * noise: the jump q(x_t | x_0). DDPM Eq. 4. */
export function qSampleWeights(
  { alphasCumprod }: Schedule,
  t: number,
): { readonly x0: number; readonly eps: number } {
  const alphaCumprod = at(alphasCumprod, t);
  return { x0: Math.sqrt(alphaCumprod), eps: Math.sqrt(1 - alphaCumprod) };
}

/** One step x_t = previous * x_{t-1} + noise * z of the forward chain q(x_t | x_{t-1}), t = 1..T. DDPM Eq. 2. */
export function qStepWeights(
  { betas }: Schedule,
  t: number,
): { readonly previous: number; readonly noise: number } {
  const beta = at(betas, t);
  return { previous: Math.sqrt(1 - beta), noise: Math.sqrt(beta) };
}

/** x_t out of x_0 and eps, arrays of one shape, written into `out`. DDPM Eq. 4. */
export function qSample(
  schedule: Schedule,
  t: number,
  x0: Float32Array,
  eps: Float32Array,
  out: Float32Array<ArrayBuffer> = new Float32Array(x0.length),
): Float32Array<ArrayBuffer> {
  const weights = qSampleWeights(schedule, t);
  for (let i = 0; i < out.length; i++) out[i] = weights.x0 * at(x0, i) + weights.eps * at(eps, i);
  return out;
}

/** Signal-to-noise ratio alphaBar_t / (1 - alphaBar_t), infinite at t = 0. Kingma et al. 2021, Eq. 2. */
export function snr({ alphasCumprod }: Schedule, t: number): number {
  const alphaCumprod = at(alphasCumprod, t);
  return alphaCumprod / (1 - alphaCumprod);
}

/** Natural logarithm of the signal-to-noise ratio. */
export function logSnr(schedule: Schedule, t: number): number {
  return Math.log(snr(schedule, t));
}
