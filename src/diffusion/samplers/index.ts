import type { SamplerPlugin } from "../sampler.ts";

const modules = import.meta.glob<SamplerPlugin>(["./*.ts", "!./index.ts"], { eager: true, import: "default" });

/** Every sampler of this folder by its id. */
export const samplers: ReadonlyMap<string, SamplerPlugin> = new Map(
  Object.values(modules).map((plugin) => [plugin.id, plugin]),
);

/** @throws {RangeError} when no sampler has this id; the message names those that exist. */
export function samplerById(id: string): SamplerPlugin {
  const plugin = samplers.get(id);
  if (!plugin) throw new RangeError(`sampler "${id}" is not one of ${[...samplers.keys()].join(", ")}`);
  return plugin;
}
