/**
 * The small buffers that carry a training run from step to step on the GPU:
 *
 *     counters  u32  [step, updates, seed, 0]   steps done; steps that moved the weights; the run's seed
 *     scalars   f32  [clip, learningRate, spread, emaShare, isApplied]   of this step, from `finishStep` to `adam`
 *     ring      f32  [capacity, 4 + 2B], record of step n (from 1) in row (n - 1) % capacity:
 *                    [n, loss, gradientNorm, isApplied, t_0 .. t_B-1, loss_0 .. loss_B-1]
 *
 * These are their places.
 */
export const counter = { step: 0, updates: 1, seed: 2 } as const;
export const COUNTERS = 4;

export const scalar = { clip: 0, learningRate: 1, spread: 2, emaShare: 3, isApplied: 4 } as const;
export const SCALARS = 5;

const field = { step: 0, loss: 1, gradientNorm: 2, isApplied: 3, images: 4 } as const;

/** What one training step leaves in the ring. */
export interface TrainingRecord {
  /** Counts from 1. */
  readonly step: number;
  readonly loss: number;
  readonly gradientNorm: number;
  readonly isApplied: boolean;
  readonly timesteps: Int32Array<ArrayBuffer>;
  readonly imageLosses: Float32Array<ArrayBuffer>;
}

/** Floats of a record. */
export function recordLength(batch: number): number {
  return field.images + 2 * batch;
}

/**
 * The record of a step, counted from 1, out of a copy of the ring.
 *
 * @throws {RangeError} when the ring holds another step in its place.
 */
export function recordOf(ring: Float32Array, step: number, batch: number): TrainingRecord {
  const length = recordLength(batch);
  const row = (step - 1) % (ring.length / length);
  const record = ring.subarray(row * length, (row + 1) * length);
  const [found, loss = NaN, gradientNorm = NaN, isApplied] = record;
  if (found !== step) throw new RangeError(`the ring holds step ${found} in the place of step ${step}`);
  return {
    step,
    loss,
    gradientNorm,
    isApplied: isApplied === 1,
    timesteps: Int32Array.from(record.subarray(field.images, field.images + batch)),
    imageLosses: record.slice(field.images + batch),
  };
}
