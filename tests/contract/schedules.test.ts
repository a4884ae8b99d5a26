import { describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { scheduleById, schedules } from "#diffusion/schedules/index.ts";
import { expectDescribed, paramCorners } from "../fixtures/plugin.ts";

test("the registry finds the files of its folder", () => {
  expect([...schedules.keys()]).toEqual(["cosine", "linear"]);
});

test("an unknown id is refused by name, with the known ones", () => {
  expect(() => scheduleById("spline")).toThrow(
    new RangeError('schedule "spline" is unknown; there are cosine, linear'),
  );
});

describe.each([...schedules.values()])("$id", (plugin) => {
  test("says where it comes from, and what it and its parameters are called in both languages", () => {
    expectDescribed(plugin);
  });

  test.each([10, 50, 300, 1000])("leaves less than a hundredth of the image in x_T at T = %d", (T) => {
    const { alphasCumprod } = createSchedule(plugin, T);
    expect(Math.sqrt(at(alphasCumprod, T))).toBeLessThan(0.01);
  });

  test.each([10, 21, 1000])("has legal betas at every end of its parameters' ranges, T = %d", (T) => {
    for (const params of paramCorners(plugin.params)) {
      const { alphasCumprod } = createSchedule(plugin, T, params);
      for (let t = 1; t <= T; t++) expect(at(alphasCumprod, t)).toBeLessThan(at(alphasCumprod, t - 1));
      expect(at(alphasCumprod, T)).toBeGreaterThan(0);
    }
  });

  test("adds little noise at first: x_1 of 1000 is still the image", () => {
    expect(Math.sqrt(1 - at(createSchedule(plugin, 1000).alphasCumprod, 1))).toBeLessThan(0.02);
  });
});
