import { qSampleWeights } from "#diffusion/forward.ts";
import type { MixWeights, Parameterisation } from "#diffusion/parameterisation.ts";
import { mixWeights } from "#diffusion/parameterisation.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { at } from "#math/at.ts";

/** x_t [B,H,W,C] of each image at its own t. */
export function noised(
  schedule: Schedule,
  timesteps: ArrayLike<number>,
  x0: Float32Array,
  eps: Float32Array,
): Float32Array<ArrayBuffer> {
  return mixed((t) => qSampleWeights(schedule, t), timesteps, x0, eps);
}

/** What a network is to say of each image [B,H,W,C] at its own t: eps, x_0 or v. */
export function wantedOf(
  schedule: Schedule,
  parameterisation: Parameterisation,
  timesteps: ArrayLike<number>,
  x0: Float32Array,
  eps: Float32Array,
): Float32Array<ArrayBuffer> {
  return mixed((t) => mixWeights(schedule, t, parameterisation), timesteps, x0, eps);
}

function mixed(
  weightsAt: (t: number) => MixWeights,
  timesteps: ArrayLike<number>,
  x0: Float32Array,
  eps: Float32Array,
): Float32Array<ArrayBuffer> {
  const length = x0.length / timesteps.length;
  const mix = new Float32Array(x0.length);
  for (let b = 0; b < timesteps.length; b++) {
    const weights = weightsAt(at(timesteps, b));
    for (let i = b * length; i < (b + 1) * length; i++)
      mix[i] = weights.x0 * at(x0, i) + weights.eps * at(eps, i);
  }
  return mix;
}
