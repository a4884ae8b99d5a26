import { addScaled, dot } from "#math/vectors.ts";
import { qSampleWeights } from "./forward.ts";
import type { Schedule } from "./schedule.ts";

/** What the exact optimum sees in a batch: x0Hat [B,D], and how many images of the set share each guess, [B]. */
export interface IdealGuess {
  readonly x0Hat: Float32Array<ArrayBuffer>;
  /** exp(entropy) of the softmax weights: 1 where one image is certain, N where all are as likely. */
  readonly picturesInPlay: Float32Array<ArrayBuffer>;
}

/**
 * The exact minimiser of the training objective over a finite set of images: E[x_0 | x_t] = sum_i w_i x_i with
 * w = softmax(-||x_t - sqrt(alphaBar_t) x_i||^2 / (2 (1 - alphaBar_t))). Needs no training, and can only ever reproduce its
 * set: perfect learning of a finite set is memorising it. Karras et al. 2022, Eq. 57.
 */
export class IdealDenoiser {
  private readonly images: Float32Array;
  private readonly dimension: number;
  private readonly squaredNorms: Float64Array;

  /**
   * @param images [N,D], read at each call.
   * @throws {RangeError} when the values are not one or more whole images of `dimension` values.
   */
  constructor(images: Float32Array, dimension: number) {
    const count = images.length / dimension;
    if (!Number.isInteger(count) || count < 1) {
      throw new RangeError(`${images.length} values are not 1 or more images of ${dimension}`);
    }
    this.images = images;
    this.dimension = dimension;
    this.squaredNorms = new Float64Array(count);
    for (let n = 0; n < count; n++) {
      this.squaredNorms[n] = dot(images, n * dimension, images, n * dimension, dimension);
    }
  }

  /**
   * E[x_0 | x_t] for xt [B,D]. At t = 0 it is the nearest image of the set.
   *
   * @throws {RangeError} when xt is not whole images, or t is outside 0..T.
   */
  predict(schedule: Schedule, t: number, xt: Float32Array): IdealGuess {
    const { dimension } = this;
    const batch = xt.length / dimension;
    if (!Number.isInteger(batch)) {
      throw new RangeError(`${xt.length} values are not whole images of ${dimension}`);
    }
    const x0Hat = new Float32Array(xt.length);
    const picturesInPlay = new Float32Array(batch);
    for (let b = 0; b < batch; b++) {
      const weights = this.weights(schedule, t, xt, b);
      const mean = new Float64Array(dimension);
      let entropy = 0;
      for (const [n, weight] of weights.entries()) {
        if (weight === 0) continue;
        addScaled(mean, weight, this.images, n * dimension);
        entropy -= weight * Math.log(weight);
      }
      x0Hat.set(mean, b * dimension);
      picturesInPlay[b] = Math.exp(entropy);
    }
    return { x0Hat, picturesInPlay };
  }

  /** The softmax over the set for image b of xt. ||x_t||^2 is the same for every image of the set and drops out. */
  private weights(schedule: Schedule, t: number, xt: Float32Array, b: number): Float64Array {
    const { x0: signal, eps: noise } = qSampleWeights(schedule, t);
    const { images, dimension } = this;
    const closeness = this.squaredNorms.map(
      (squaredNorm, n) =>
        signal * dot(xt, b * dimension, images, n * dimension, dimension) - (signal ** 2 * squaredNorm) / 2,
    );
    const closest = closeness.reduce((a, c) => Math.max(a, c), -Infinity);
    // The closest image never divides, so that noise = 0 leaves it alone in play and not 0 / 0.
    const weights = closeness.map((c) => (c === closest ? 1 : Math.exp((c - closest) / noise ** 2)));
    const total = weights.reduce((a, w) => a + w, 0);
    return weights.map((w) => w / total);
  }
}
