import { samplerById } from "#diffusion/samplers/index.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { timesteps } from "#diffusion/timesteps.ts";
import { at } from "#math/at.ts";
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

/** How much is drawn in a snapshot. */
export interface SnapshotSize {
  readonly count: number;
  /** Values of one image, H W C. */
  readonly imageLength: number;
  /** Where the network knows classes, each has its turn. */
  readonly classes: number | null;
}

/** What the denoiser makes of the same noises as ever, by DDIM, one reverse step per piece. */
export async function* takeSnapshot(
  denoiser: Denoiser,
  schedule: Schedule,
  steps: number,
  seed: number,
  { count, imageLength, classes }: SnapshotSize,
): AsyncGenerator<"busy", Snapshot> {
  const length = count * imageLength;
  const visited = snapshotTimesteps(schedule.T, steps);
  const kept = [...new Set(SHARES.map((share) => nearestTo(visited, share * schedule.T)))];
  const frames = new Float32Array(kept.length * length);
  const sampler = samplerById("ddim");
  const moves = sampler.moves(schedule, visited, defaultParams(sampler.params));
  const process = reverse(denoiser, {
    schedule,
    moves,
    xT: normals(seed, streams.sample, 0, length),
    imageLength,
    seed,
    clipping: "range",
    condition: classes === null ? null : { labels: inTurn(count, classes), guidance: 1 },
    isShown: (move) => kept.includes(at(moves, move).t),
  });
  for await (const frame of process) {
    if (frame) frames.set(frame.xt, kept.indexOf(frame.t) * length);
    yield "busy";
  }
  return { timesteps: kept, frames };
}

function inTurn(count: number, classes: number): Int32Array<ArrayBuffer> {
  return Int32Array.from({ length: count }, (_, i) => i % classes);
}

function nearestTo(visited: readonly number[], target: number): number {
  return visited.reduce((best, t) => (Math.abs(t - target) < Math.abs(best - target) ? t : best));
}
