import { describe, expect, test } from "vitest";
import type { SamplerPlugin } from "#diffusion/sampler.ts";
import { samplerById, samplers } from "#diffusion/samplers/index.ts";
import { schedules } from "#diffusion/schedules/index.ts";
import { expectDescribed, pluginFiles } from "../fixtures/plugin.ts";
import { testSampler } from "../fixtures/samplerContract.ts";

test("the registry finds the files of its folder, which have the plug-ins' names", () => {
  expect([...samplers.keys()]).toEqual(pluginFiles("src/diffusion/samplers"));
});

test("an unknown id is refused by name, with the known ones", () => {
  expect(() => samplerById("magic")).toThrow(
    new RangeError(`sampler "magic" is unknown; there are ${[...samplers.keys()].join(", ")}`),
  );
});

describe.each([...samplers.values()])("$id", (plugin: SamplerPlugin) => {
  test("says where it comes from, and what it and its parameters are called in both languages", () => {
    expectDescribed(plugin);
  });

  describe.each([...schedules.values()])("on the $id schedule", (schedule) => {
    testSampler(plugin, schedule);
  });
});
