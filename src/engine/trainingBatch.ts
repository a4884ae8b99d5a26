import { drawBatch, gatherImages } from "#data/batch.ts";
import type { Dataset } from "#data/dataset.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { at } from "#math/at.ts";
import { CHANCES, integers, normals, streams } from "#math/random.ts";
import type { TrainingConfig } from "#protocol/config.ts";
import { noised, wantedOf } from "./noised.ts";

/** What one training step draws, and the noisy images made of it. */
export interface TrainingBatch {
  /** [B], each in 1..T. */
  readonly timesteps: Int32Array<ArrayBuffer>;
  /** [B,H,W,C] each. */
  readonly x0: Float32Array<ArrayBuffer>;
  readonly eps: Float32Array<ArrayBuffer>;
  readonly xt: Float32Array<ArrayBuffer>;
  /** What the network is to say: eps, x0 or v. */
  readonly wanted: Float32Array<ArrayBuffer>;
  /** Class of each image, or `classes.length` where it was dropped; [B]. Null where the network is not told any. */
  readonly labels: Int32Array<ArrayBuffer> | null;
}

/**
 * x_0 ~ q(x_0), t ~ Uniform(1..T), eps ~ N(0, I) for each image: a pure function of (seed, step). DDPM Alg. 1; labels are
 * dropped as in Ho & Salimans 2022, Alg. 1.
 *
 * @param train indices of the training images.
 * @param step counts from 0.
 */
export function trainingBatch(
  config: TrainingConfig,
  schedule: Schedule,
  dataset: Dataset,
  train: Int32Array,
  step: number,
): TrainingBatch {
  const { batch, seed, parameterisation } = config;
  const indices = drawBatch(train, batch, seed, step);
  const x0 = gatherImages(dataset, indices);
  const timesteps = integers(seed, streams.timestep, step, batch, schedule.T).map((i) => i + 1);
  const eps = normals(seed, streams.noise, step, x0.length);
  return {
    timesteps,
    x0,
    eps,
    xt: noised(schedule, timesteps, x0, eps),
    wanted: wantedOf(schedule, parameterisation, timesteps, x0, eps),
    labels: config.conditional ? keptLabels(config, dataset, indices, step) : null,
  };
}

/** The labels of the images, some of them dropped. */
function keptLabels(
  { batch, seed, labelDropout }: TrainingConfig,
  { labels, classes }: Dataset,
  indices: Int32Array,
  step: number,
): Int32Array<ArrayBuffer> {
  const chances = integers(seed, streams.dropout, step, batch, CHANCES);
  const dropped = Math.round(labelDropout * CHANCES);
  return Int32Array.from(indices, (index, b) =>
    labels && at(chances, b) >= dropped ? at(labels, index) : classes.length,
  );
}
