import { samplerById } from "#diffusion/samplers/index.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { timesteps } from "#diffusion/timesteps.ts";
import { defaultParams } from "#math/params.ts";
import { normals, streams } from "#math/random.ts";
import type { Denoiser } from "./denoiser.ts";
import { reverse } from "./reverse.ts";

/** Where a snapshot is looked at, as shares of T; near 0.15 a picture stands but is still rough. */
const SHARES = [0.6, 0.3, 0.15, 0];

export interface Snapshot {
  /** Descending, the last one 0. */
  readonly timesteps: number[];
  /** x_t at these timesteps; [K,B,H,W,C]. */
  readonly frames: Float32Array<ArrayBuffer>;
}

/** The timesteps that the reverse process of a snapshot visits. @throws {RangeError} when `steps` is more than T. */
export function snapshotTimesteps(T: number, steps: number): number[] {
  return timesteps(T, steps, "trailing");
}

/** What the denoiser makes of the same noises as ever, by DDIM; `length` values in all, one reverse step per piece. */
export async function* takeSnapshot(
  denoiser: Denoiser,
  schedule: Schedule,
  steps: number,
  seed: number,
  length: number,
): AsyncGenerator<"busy", Snapshot> {
  const visited = snapshotTimesteps(schedule.T, steps);
  const kept = [...new Set(SHARES.map((share) => nearestTo(visited, share * schedule.T)))];
  const frames = new Float32Array(kept.length * length);
  const sampler = samplerById("ddim");
  const process = reverse(denoiser, {
    schedule,
    sampler,
    params: defaultParams(sampler.params),
    timesteps: visited,
    xT: normals(seed, streams.sample, 0, length),
    seed,
    clip: true,
    isShown: (t) => kept.includes(t),
  });
  for await (const frame of process) {
    if (frame) frames.set(frame.xt, kept.indexOf(frame.t) * length);
    yield "busy";
  }
  return { timesteps: kept, frames };
}

function nearestTo(visited: readonly number[], target: number): number {
  return visited.reduce((best, t) => (Math.abs(t - target) < Math.abs(best - target) ? t : best));
}
