import type { Dataset, DatasetSource } from "#data/dataset.ts";
import { datasetById } from "#data/datasets/index.ts";
import { resizeDataset } from "#data/resize.ts";
import { splitDataset } from "#data/split.ts";
import type { TrainingData } from "./context.ts";

/** Datasets that were fetched once; one that failed is tried again. */
export class DataShelf {
  private readonly source: DatasetSource;
  private readonly loaded = new Map<string, Promise<Dataset>>();

  constructor(source: DatasetSource) {
    this.source = source;
  }

  /**
   * @throws {RangeError} when the dataset is unknown or smaller than `size`.
   * @throws {DatasetError} when its files cannot be used.
   */
  async load(id: string, size: number): Promise<TrainingData> {
    const dataset = resizeDataset(await this.fetch(id), size);
    return { dataset, split: splitDataset(dataset.count) };
  }

  private fetch(id: string): Promise<Dataset> {
    const known = this.loaded.get(id);
    if (known) return known;
    const loading = datasetById(id).load(this.source);
    this.loaded.set(id, loading);
    loading.catch(() => this.loaded.delete(id));
    return loading;
  }
}
