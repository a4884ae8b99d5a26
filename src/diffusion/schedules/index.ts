import type { SchedulePlugin } from "../schedule.ts";

const plugins = import.meta.glob<SchedulePlugin>(["./*.ts", "!./index.ts"], {
  eager: true,
  import: "default",
});

/** Every noise schedule by id, in the order of the file names: each file of this folder is one. */
export const schedules: ReadonlyMap<string, SchedulePlugin> = new Map(
  Object.values(plugins).map((plugin) => [plugin.id, plugin]),
);

/** @throws {RangeError} when no schedule has this id. */
export function scheduleById(id: string): SchedulePlugin {
  const plugin = schedules.get(id);
  if (plugin === undefined) {
    throw new RangeError(
      `schedule ${JSON.stringify(id.slice(0, 60))} is unknown; there are ${[...schedules.keys()].join(", ")}`,
    );
  }
  return plugin;
}
