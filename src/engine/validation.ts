import { gatherImages } from "#data/batch.ts";
import type { Dataset } from "#data/dataset.ts";
import type { Split } from "#data/split.ts";
import type { Parameterisation } from "#diffusion/parameterisation.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { at } from "#math/at.ts";
import { normals, streams } from "#math/random.ts";
import type { NetworkDenoiser } from "./networkDenoiser.ts";
import { noised, wantedOf } from "./noised.ts";

const IMAGES_MAX = 64;
/** One noise for all runs, whatever their seed: their validation losses compare. */
const SEED = 0;

/** Held-out images with their timesteps and noise, the same at every validation. */
export interface ValidationSet {
  readonly timesteps: Float32Array<ArrayBuffer>;
  /** [N,H,W,C] each. */
  readonly wanted: Float32Array<ArrayBuffer>;
  readonly xt: Float32Array<ArrayBuffer>;
  /** The images' own; null where the set has none. */
  readonly labels: Int32Array<ArrayBuffer> | null;
}

/** At most 64 held-out images; image i has the timestep in the middle of the i-th of N equal stretches of 1..T. */
export function validationSet(
  dataset: Dataset,
  { validation }: Split,
  schedule: Schedule,
  parameterisation: Parameterisation,
): ValidationSet {
  const count = Math.min(IMAGES_MAX, validation.length);
  const indices = Array.from({ length: count }, (_, i) =>
    at(validation, Math.floor((i * validation.length) / count)),
  );
  const x0 = gatherImages(dataset, indices);
  const eps = normals(SEED, streams.validation, 0, x0.length);
  const timesteps = Float32Array.from(indices, (_, i) => Math.ceil(((i + 0.5) * schedule.T) / count));
  return {
    timesteps,
    wanted: wantedOf(schedule, parameterisation, timesteps, x0, eps),
    xt: noised(schedule, timesteps, x0, eps),
    labels: dataset.labels && Int32Array.from(indices, (index) => dataset.labels?.[index] ?? 0),
  };
}

/** Mean squared error of what is said of each image of the set, one batch per piece. For eps the mean is L_simple. DDPM Eq. 14. */
export async function* validate(
  denoiser: Pick<NetworkDenoiser, "predictEach">,
  { timesteps, wanted, xt, labels }: ValidationSet,
  batch: number,
): AsyncGenerator<"busy", Float32Array<ArrayBuffer>> {
  const length = xt.length / timesteps.length;
  const losses = new Float32Array(timesteps.length);
  for (let from = 0; from < timesteps.length; from += batch) {
    const to = Math.min(from + batch, timesteps.length);
    const prediction = await denoiser.predictEach(
      xt.subarray(from * length, to * length),
      timesteps.subarray(from, to),
      labels && labels.subarray(from, to),
    );
    for (let i = from; i < to; i++) {
      losses[i] = meanSquare(
        prediction.subarray((i - from) * length),
        wanted.subarray(i * length, (i + 1) * length),
      );
    }
    yield "busy";
  }
  return losses;
}

function meanSquare(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += (at(a, i) - at(b, i)) ** 2;
  return sum / b.length;
}
