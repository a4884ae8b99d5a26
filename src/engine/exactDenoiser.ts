import { gatherImages } from "#data/batch.ts";
import type { Dataset } from "#data/dataset.ts";
import { IdealDenoiser } from "#diffusion/idealDenoiser.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { at } from "#math/at.ts";
import type { Denoiser, Labels } from "./denoiser.ts";
import { nextTask } from "./nextTask.ts";

const PATIENCE_MS = 20;
const ANY = -1;

/** The exact optimum over training pictures on plain arrays: it needs no backend, and listens for messages as it goes. */
export class ExactDenoiser implements Denoiser {
  readonly parameterisation = "x0";
  private readonly dataset: Dataset;
  private readonly indices: Int32Array;
  private readonly schedule: Schedule;
  private readonly dimension: number;
  /** By class, each made when it is first asked for. */
  private readonly ideals = new Map<number, IdealDenoiser>();
  picturesInPlay = new Float32Array(0);

  constructor(dataset: Dataset, indices: Int32Array, schedule: Schedule) {
    this.dimension = dataset.size * dataset.size * dataset.channels;
    this.dataset = dataset;
    this.indices = indices;
    this.schedule = schedule;
  }

  /**
   * E[x_0 | x_t] of a batch [B,H,W,C], and given its class where there are labels.
   *
   * @throws {RangeError} when no picture is of a class.
   */
  async predict(xt: Float32Array, t: number, labels: Labels = null): Promise<Float32Array<ArrayBuffer>> {
    const { dimension } = this;
    const x0Hat = new Float32Array(xt.length);
    this.picturesInPlay = new Float32Array(xt.length / dimension);
    let restedAt = performance.now();
    for (let b = 0; b < this.picturesInPlay.length; b++) {
      const ideal = this.idealOf(labels ? at(labels, b) : ANY);
      const guess = ideal.predict(this.schedule, t, xt.subarray(b * dimension, (b + 1) * dimension));
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

  private idealOf(label: number): IdealDenoiser {
    const known = this.ideals.get(label);
    if (known) return known;
    const { dataset, indices } = this;
    const chosen = label === ANY ? indices : indices.filter((index) => dataset.labels?.[index] === label);
    if (chosen.length === 0) {
      throw new RangeError(`none of the ${indices.length} pictures is of class ${label}: take more of them`);
    }
    const ideal = new IdealDenoiser(gatherImages(dataset, chosen), this.dimension);
    this.ideals.set(label, ideal);
    return ideal;
  }
}
