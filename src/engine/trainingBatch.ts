import { drawBatch, gatherImages } from "#data/batch.ts";
import type { Dataset } from "#data/dataset.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { integers, normals, streams } from "#math/random.ts";
import type { TrainingConfig } from "#protocol/config.ts";
import { noised } from "./noised.ts";

/** What one training step draws, and the noisy images made of it. */
export interface TrainingBatch {
  /** [B], each in 1..T. */
  readonly timesteps: Int32Array<ArrayBuffer>;
  /** [B,H,W,C] each. */
  readonly x0: Float32Array<ArrayBuffer>;
  readonly eps: Float32Array<ArrayBuffer>;
  readonly xt: Float32Array<ArrayBuffer>;
}

/**
 * x_0 ~ q(x_0), t ~ Uniform(1..T), eps ~ N(0, I) for each image: a pure function of (seed, step). DDPM Alg. 1.
 *
 * @param train indices of the training images.
 * @param step counts from 0.
 */
export function trainingBatch(
  { batch, seed }: TrainingConfig,
  schedule: Schedule,
  dataset: Dataset,
  train: Int32Array,
  step: number,
): TrainingBatch {
  const x0 = gatherImages(dataset, drawBatch(train, batch, seed, step));
  const timesteps = integers(seed, streams.timestep, step, batch, schedule.T).map((i) => i + 1);
  const eps = normals(seed, streams.noise, step, x0.length);
  return { timesteps, x0, eps, xt: noised(schedule, timesteps, x0, eps) };
}
