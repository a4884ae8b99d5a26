import { gatherImages } from "#data/batch.ts";
import type { Dataset } from "#data/dataset.ts";
import { IdealDenoiser } from "#diffusion/idealDenoiser.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { at } from "#math/at.ts";
import type { Denoiser } from "./denoiser.ts";
import { nextTask } from "./nextTask.ts";

const PATIENCE_MS = 20;

/** The exact optimum over training pictures on plain arrays: it needs no backend, and listens for messages as it goes. */
export class ExactDenoiser implements Denoiser {
  readonly parameterisation = "x0";
  private readonly ideal: IdealDenoiser;
  private readonly schedule: Schedule;
  private readonly dimension: number;
  picturesInPlay = new Float32Array(0);

  constructor(dataset: Dataset, indices: Int32Array, schedule: Schedule) {
    this.dimension = dataset.size * dataset.size * dataset.channels;
    this.ideal = new IdealDenoiser(gatherImages(dataset, indices), this.dimension);
    this.schedule = schedule;
  }

  /** E[x_0 | x_t] of a batch [B,H,W,C]. */
  async predict(xt: Float32Array, t: number): Promise<Float32Array<ArrayBuffer>> {
    const { dimension } = this;
    const x0Hat = new Float32Array(xt.length);
    this.picturesInPlay = new Float32Array(xt.length / dimension);
    let restedAt = performance.now();
    for (let b = 0; b < this.picturesInPlay.length; b++) {
      const guess = this.ideal.predict(this.schedule, t, xt.subarray(b * dimension, (b + 1) * dimension));
      x0Hat.set(guess.x0Hat, b * dimension);
      this.picturesInPlay[b] = at(guess.picturesInPlay, 0);
      if (performance.now() - restedAt > PATIENCE_MS) {
        await nextTask();
        restedAt = performance.now();
      }
    }
    return x0Hat;
  }

  /** Nothing to free: plain arrays. */
  dispose(): void {}
}
