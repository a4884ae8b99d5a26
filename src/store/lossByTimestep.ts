import { at } from "#math/at.ts";

/** Weight of a bin's past; a bin forgets with a half-life of about seven images. */
const MEMORY = 0.9;

/** One bin of the loss over t: its middle timestep and its loss. */
export interface TimestepLoss {
  readonly t: number;
  readonly loss: number;
}

/**
 * Loss by timestep, t = 1..T in equal bins: each bin a debiased moving average of the images that fell into it. Answers
 * "is it converged?": the total hides that large t is learnt first and small t never reaches zero.
 */
export class LossByTimestep {
  readonly T: number;
  readonly bins: number;
  private readonly sums: Float64Array;
  private readonly weights: Float64Array;

  constructor(T: number, bins = Math.min(40, T)) {
    this.T = T;
    this.bins = bins;
    this.sums = new Float64Array(this.bins);
    this.weights = new Float64Array(this.bins);
  }

  add(timesteps: ArrayLike<number>, losses: ArrayLike<number>): void {
    for (let i = 0; i < timesteps.length; i++) {
      const bin = Math.min(this.bins - 1, Math.floor(((at(timesteps, i) - 1) / this.T) * this.bins));
      const loss = at(losses, i);
      if (!Number.isFinite(loss)) continue;
      this.sums[bin] = MEMORY * at(this.sums, bin) + (1 - MEMORY) * loss;
      this.weights[bin] = MEMORY * at(this.weights, bin) + (1 - MEMORY);
    }
  }

  /** The bins that have seen an image, by rising t. */
  values(): TimestepLoss[] {
    const values: TimestepLoss[] = [];
    for (let bin = 0; bin < this.bins; bin++) {
      const weight = at(this.weights, bin);
      if (weight > 0)
        values.push({ t: ((bin + 0.5) / this.bins) * this.T, loss: at(this.sums, bin) / weight });
    }
    return values;
  }
}
