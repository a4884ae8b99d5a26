import { describe, expect, test } from "vitest";
import { scheduleById, schedules } from "#diffusion/schedules/index.ts";
import { pluginFiles } from "../fixtures/plugin.ts";
import { testSchedule } from "../fixtures/scheduleContract.ts";

test("the registry finds the files of its folder, which have the plug-ins' names", () => {
  expect([...schedules.keys()]).toEqual(pluginFiles("src/diffusion/schedules"));
});

test("an unknown id is refused by name, with the known ones", () => {
  expect(() => scheduleById("spline")).toThrow(
    new RangeError(`schedule "spline" is unknown; there are ${[...schedules.keys()].join(", ")}`),
  );
  expect(() => scheduleById(`\n${"z".repeat(30_000)}`)).toThrow(
    /^schedule "\\nz{59}" is unknown; there are .{10,99}$/,
  );
});

describe.each([...schedules.values()])("$id", (plugin) => {
  testSchedule(plugin);
});
