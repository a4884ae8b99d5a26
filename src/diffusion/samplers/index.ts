import type { SamplerPlugin } from "../sampler.ts";

const plugins = import.meta.glob<SamplerPlugin>(["./*.ts", "!./index.ts"], {
  eager: true,
  import: "default",
});

/** Every sampler by id, in the order of the file names: each file of this folder is one. */
export const samplers: ReadonlyMap<string, SamplerPlugin> = new Map(
  Object.values(plugins).map((plugin) => [plugin.id, plugin]),
);

/** @throws {RangeError} when no sampler has this id. */
export function samplerById(id: string): SamplerPlugin {
  const plugin = samplers.get(id);
  if (plugin === undefined) {
    throw new RangeError(`sampler "${id}" is unknown; there are ${[...samplers.keys()].join(", ")}`);
  }
  return plugin;
}
