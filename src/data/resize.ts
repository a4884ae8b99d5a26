import { at } from "#math/at.ts";
import type { Dataset } from "./dataset.ts";

/** A stretch of the source under one target pixel: where it begins and how much of each source pixel it covers. */
interface Coverage {
  readonly first: number;
  readonly weights: Int32Array;
}

/**
 * The same images at a smaller side, every pixel the average of the area it covers, rounded once.
 *
 * @throws {RangeError} when `size` is not a whole number in 1..dataset.size: enlarged images would only look sharp.
 */
export function resizeDataset(dataset: Dataset, size: number): Dataset {
  if (!Number.isInteger(size) || size < 1 || size > dataset.size) {
    throw new RangeError(
      `size = ${size} is not a whole number in 1..${dataset.size}, the side of "${dataset.id}"`,
    );
  }
  if (size === dataset.size) return dataset;
  const { count, channels } = dataset;
  const images = new Uint8Array(count * size * size * channels);
  const coverages = coverage(dataset.size, size);
  let out = 0;
  for (let n = 0; n < count; n++) {
    for (const rows of coverages) {
      for (const columns of coverages) {
        for (let c = 0; c < channels; c++) {
          images[out++] = average(dataset, n, rows, columns, c);
        }
      }
    }
  }
  return { ...dataset, size, images };
}

/** In units of 1 / target of a source pixel, so that all weights are whole numbers and each target pixel's sum to source. */
function coverage(source: number, target: number): Coverage[] {
  return Array.from({ length: target }, (_, pixel) => {
    const begin = pixel * source;
    const end = begin + source;
    const first = Math.floor(begin / target);
    const weights = Int32Array.from(
      { length: Math.ceil(end / target) - first },
      (_, i) => Math.min(end, (first + i + 1) * target) - Math.max(begin, (first + i) * target),
    );
    return { first, weights };
  });
}

function average(dataset: Dataset, n: number, rows: Coverage, columns: Coverage, channel: number): number {
  const { images, size, channels } = dataset;
  let sum = 0;
  for (let i = 0; i < rows.weights.length; i++) {
    const row = (n * size + rows.first + i) * size + columns.first;
    for (let j = 0; j < columns.weights.length; j++) {
      sum += at(rows.weights, i) * at(columns.weights, j) * at(images, (row + j) * channels + channel);
    }
  }
  return Math.round(sum / (size * size));
}
