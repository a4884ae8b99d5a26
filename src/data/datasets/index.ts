import type { DatasetPlugin } from "../dataset.ts";

const plugins = import.meta.glob<DatasetPlugin>(["./*.ts", "!./index.ts"], {
  eager: true,
  import: "default",
});

/** Every dataset by id, in the order of the menu: each file of this folder is one. */
export const datasets: ReadonlyMap<string, DatasetPlugin> = new Map(
  Object.values(plugins)
    .sort((a, b) => a.order - b.order)
    .map((plugin) => [plugin.id, plugin]),
);

/** @throws {RangeError} when no dataset has this id. */
export function datasetById(id: string): DatasetPlugin {
  const plugin = datasets.get(id);
  if (plugin === undefined) {
    throw new RangeError(`dataset "${id}" is unknown; there are ${[...datasets.keys()].join(", ")}`);
  }
  return plugin;
}
