import type { SchedulePlugin } from "../schedule.ts";

const modules = import.meta.glob<SchedulePlugin>(["./*.ts", "!./index.ts"], { eager: true, import: "default" });

/** Every schedule of this folder by its id. */
export const schedules: ReadonlyMap<string, SchedulePlugin> = new Map(
  Object.values(modules).map((plugin) => [plugin.id, plugin]),
);

/** @throws {RangeError} when no schedule has this id; the message names those that exist. */
export function scheduleById(id: string): SchedulePlugin {
  const plugin = schedules.get(id);
  if (!plugin) throw new RangeError(`schedule "${id}" is not one of ${[...schedules.keys()].join(", ")}`);
  return plugin;
}
