import { at } from "#math/at.ts";
import { integers, streams } from "#math/random.ts";
import type { Dataset } from "./dataset.ts";

/**
 * The images of one training step, x_0 ~ q(x_0): indices drawn from `train` independently and uniformly, a pure function
 * of (seed, step). DDPM Alg. 1.
 *
 * @throws {RangeError} when `batch` is not a whole number in 1..train.length.
 */
export function drawBatch(
  train: Int32Array,
  batch: number,
  seed: number,
  step: number,
): Int32Array<ArrayBuffer> {
  if (!Number.isInteger(batch) || batch < 1 || batch > train.length) {
    throw new RangeError(`batch = ${batch} is not a whole number in 1..${train.length}, the training images`);
  }
  return integers(seed, streams.batch, step, batch, train.length).map((i) => at(train, i));
}

/**
 * Images by index, [B,S,S,C] in [-1,1].
 *
 * @throws {RangeError} when an index is outside the dataset.
 */
export function gatherImages(dataset: Dataset, indices: ArrayLike<number>): Float32Array<ArrayBuffer> {
  const length = dataset.size * dataset.size * dataset.channels;
  const result = new Float32Array(indices.length * length);
  for (let b = 0; b < indices.length; b++) {
    const index = at(indices, b);
    if (!Number.isInteger(index) || index < 0 || index >= dataset.count) {
      throw new RangeError(`image ${index} is outside 0..${dataset.count - 1} of "${dataset.id}"`);
    }
    const from = index * length;
    const to = b * length;
    for (let i = 0; i < length; i++) result[to + i] = at(dataset.images, from + i) / 127.5 - 1;
  }
  return result;
}

/** Values in [-1,1] as bytes 0..255; what lies outside is clipped. */
export function toBytes(values: Float32Array): Uint8ClampedArray<ArrayBuffer> {
  return Uint8ClampedArray.from(values, (value) => (value + 1) * 127.5);
}
