import type { Dataset, DatasetSource } from "#data/dataset.ts";
import { datasetById } from "#data/datasets/index.ts";
import { resizeDataset } from "#data/resize.ts";
import { splitDataset } from "#data/split.ts";
import type { TrainingData } from "./context.ts";

/** Datasets that were asked for once, at each size; one that failed is tried again. */
export class DataShelf {
  private readonly source: DatasetSource;
  private readonly fetched = new Map<string, Promise<Dataset>>();
  private readonly resized = new Map<string, Promise<TrainingData>>();

  constructor(source: DatasetSource) {
    this.source = source;
  }

  /**
   * @throws {RangeError} when the dataset is unknown or smaller than `size`.
   * @throws {DatasetError} when its files cannot be used.
   */
  load(id: string, size: number): Promise<TrainingData> {
    return remember(this.resized, `${id} at ${size}`, async () => {
      const original = await remember(this.fetched, id, async () => datasetById(id).load(this.source));
      const dataset = resizeDataset(original, size);
      return { dataset, split: splitDataset(dataset.count) };
    });
  }
}

function remember<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const before = known.get(key);
  if (before) return before;
  const made = make();
  known.set(key, made);
  made.catch(() => known.delete(key));
  return made;
}
