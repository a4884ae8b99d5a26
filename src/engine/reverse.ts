import type { ReverseFrame } from "#diffusion/reverse.ts";
import { reverseProcess } from "#diffusion/reverse.ts";
import type { SamplerPlugin } from "#diffusion/sampler.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import type { ParamValues, ParamSpecs } from "#math/params.ts";
import { normals, streams } from "#math/random.ts";
import type { Denoiser } from "./denoiser.ts";

/** A reverse process but for who denoises. */
export interface ReverseOrder {
  readonly schedule: Schedule;
  readonly sampler: SamplerPlugin;
  readonly params: ParamValues<ParamSpecs>;
  /** Descending to 0. */
  readonly timesteps: readonly number[];
  /** x at timesteps[0], [B,H,W,C]. */
  readonly xT: Float32Array<ArrayBuffer>;
  /** Of the noise that the sampler adds. */
  readonly seed: number;
  /** Keep x0Hat inside [-1, 1]. */
  readonly clip: boolean;
  /** Which of the timesteps are looked at; the last one, 0, always is. */
  readonly isShown: (t: number, k: number) => boolean;
}

/**
 * From x_T to x_0: for each timestep its frame, or null where it is not looked at. A captured network takes its steps on the GPU,
 * and only what is looked at comes back.
 *
 * @throws {RangeError} when the timesteps do not descend within T..0 or do not end in 0.
 */
export async function* reverse(
  denoiser: Denoiser,
  order: ReverseOrder,
): AsyncGenerator<ReverseFrame | null, void> {
  if (denoiser.reverse) return yield* denoiser.reverse(order);
  const { isShown, seed } = order;
  // xT leaves with the first frame, and may have no length any more.
  const { length } = order.xT;
  const process = reverseProcess({
    ...order,
    parameterisation: denoiser.parameterisation,
    predict: (xt, t) => denoiser.predict(xt, t),
    noise: (t) => normals(seed, streams.sample, t, length),
  });
  let k = 0;
  for await (const frame of process) yield isShown(frame.t, k++) || frame.t === 0 ? frame : null;
}
