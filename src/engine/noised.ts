import { qSample } from "#diffusion/forward.ts";
import type { Parameterisation } from "#diffusion/parameterisation.ts";
import { mixWeights } from "#diffusion/parameterisation.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { at } from "#math/at.ts";

/** What a network is to say of each image [B,H,W,C] at its own t: eps, x_0 or v. */
export function wantedOf(
  schedule: Schedule,
  parameterisation: Parameterisation,
  timesteps: ArrayLike<number>,
  x0: Float32Array,
  eps: Float32Array,
): Float32Array<ArrayBuffer> {
  const length = x0.length / timesteps.length;
  const wanted = new Float32Array(x0.length);
  for (let b = 0; b < timesteps.length; b++) {
    const mix = mixWeights(schedule, at(timesteps, b), parameterisation);
    for (let i = b * length; i < (b + 1) * length; i++) wanted[i] = mix.x0 * at(x0, i) + mix.eps * at(eps, i);
  }
  return wanted;
}

/** x_t [B,H,W,C] of each image at its own t. */
export function noised(
  schedule: Schedule,
  timesteps: ArrayLike<number>,
  x0: Float32Array,
  eps: Float32Array,
): Float32Array<ArrayBuffer> {
  const length = x0.length / timesteps.length;
  const xt = new Float32Array(x0.length);
  for (let b = 0; b < timesteps.length; b++) {
    const [from, to] = [b * length, (b + 1) * length];
    xt.set(qSample(schedule, at(timesteps, b), x0.subarray(from, to), eps.subarray(from, to)), from);
  }
  return xt;
}
