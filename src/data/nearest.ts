import { at } from "#math/at.ts";
import type { Dataset } from "./dataset.ts";

/** One image of a dataset and how far a picture is from it: the root mean square over all values in [-1,1]. */
export interface Nearest {
  readonly index: number;
  readonly distance: number;
}

/**
 * Which of the `candidates` looks most like the picture [S,S,C] in [-1,1]: whoever paints a training image by heart has
 * distance 0.
 *
 * @throws {RangeError} when the picture has another shape than the dataset or a value that is not a number, or there is no
 *   candidate.
 */
export function nearestImage(dataset: Dataset, candidates: Int32Array, picture: Float32Array): Nearest {
  const length = dataset.size * dataset.size * dataset.channels;
  if (picture.length !== length) {
    throw new RangeError(
      `a picture of ${picture.length} values is not one of "${dataset.id}", which have ${length}`,
    );
  }
  if (candidates.length === 0) throw new RangeError("0 candidates; at least 1 is needed");
  let index = -1;
  let smallest = Infinity;
  for (const candidate of candidates) {
    const from = candidate * length;
    let sum = 0;
    for (let i = 0; i < length && sum < smallest; i++) {
      const difference = at(dataset.images, from + i) / 127.5 - 1 - at(picture, i);
      sum += difference * difference;
    }
    if (sum < smallest) {
      smallest = sum;
      index = candidate;
    }
  }
  if (index < 0)
    throw new RangeError("the picture holds NaN or an infinite value; it needs values in [-1,1]");
  return { index, distance: Math.sqrt(smallest / length) };
}
