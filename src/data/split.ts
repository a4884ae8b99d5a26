import { at } from "#math/at.ts";
import { streams, uniforms } from "#math/random.ts";

/** Indices into a dataset: those that train and those that are held out for the validation loss. */
export interface Split {
  readonly train: Int32Array<ArrayBuffer>;
  readonly validation: Int32Array<ArrayBuffer>;
}

const SPLIT_SEED = 2020;
const VALIDATION_SHARE = 0.1;
const VALIDATION_MAX = 512;

/**
 * The same held-out images for every run: a tenth of the set, at least 1 and at most 512. The training seed has no part
 * in it, so that validation losses of two runs compare.
 *
 * @throws {RangeError} when `count` is below 2, which leaves nothing to train on.
 */
export function splitDataset(count: number): Split {
  if (!Number.isInteger(count) || count < 2) {
    throw new RangeError(`${count} images cannot be split; at least 2 are needed`);
  }
  const held = Math.min(Math.max(1, Math.floor(count * VALIDATION_SHARE)), VALIDATION_MAX);
  const order = permutation(SPLIT_SEED, count);
  return { train: order.slice(held).sort(), validation: order.slice(0, held).sort() };
}

/** The numbers 0..count - 1 in an order that depends on the seed alone, Fisher & Yates. */
export function permutation(seed: number, count: number): Int32Array<ArrayBuffer> {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const u = uniforms(seed, streams.data, 0, count);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(at(u, i) * (i + 1));
    const swapped = at(order, i);
    order[i] = at(order, j);
    order[j] = swapped;
  }
  return order;
}
