import type { Dataset, DatasetSource } from "#data/dataset.ts";
import { selectImages } from "#data/dataset.ts";
import { datasetById } from "#data/datasets/index.ts";

/** Each dataset is fetched, decoded and checked once per page; a failed load is forgotten, so that it can be tried again. */
export class DatasetCache {
  private readonly source: DatasetSource;
  private readonly loads = new Map<string, Promise<Dataset>>();

  constructor(source: DatasetSource) {
    this.source = source;
  }

  /** The six pictures that show a set at a glance, without drawing all of it. */
  async highlights(id: string): Promise<Dataset> {
    const plugin = datasetById(id);
    return plugin.preview?.() ?? selectImages(await this.get(id), plugin.highlights);
  }

  /** The whole set; rejects where there is none of this id. */
  get(id: string): Promise<Dataset> {
    let load = this.loads.get(id);
    if (!load) {
      load = (async () => datasetById(id).load(this.source))();
      this.loads.set(id, load);
      load.catch(() => this.loads.delete(id));
    }
    return load;
  }
}
