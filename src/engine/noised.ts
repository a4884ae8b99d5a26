import { qSample } from "#diffusion/forward.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { at } from "#math/at.ts";

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
