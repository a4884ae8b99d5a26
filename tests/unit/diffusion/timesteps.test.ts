import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { timesteps } from "#diffusion/timesteps.ts";

const request = fc
  .integer({ min: 1, max: 1000 })
  .chain((T) => fc.record({ T: fc.constant(T), steps: fc.integer({ min: 1, max: T }) }));

describe.each(["trailing", "leading", "linspace"] as const)("%s", (spacing) => {
  test("descends strictly from within 1..T to 0, in steps + 1 timesteps, for every legal request", () => {
    fc.assert(
      fc.property(request, ({ T, steps }) => {
        const list = timesteps(T, steps, spacing);
        expect(list).toHaveLength(steps + 1);
        expect(at(list, 0)).toBeLessThanOrEqual(T);
        expect(at(list, steps)).toBe(0);
        for (let k = 0; k < steps; k++) expect(at(list, k)).toBeGreaterThan(at(list, k + 1));
        expect(list.every(Number.isInteger)).toBe(true);
      }),
    );
  });

  test("with as many steps as there are visits every t", () => {
    const all = Array.from({ length: 1001 }, (_, k) => 1000 - k);
    expect(timesteps(1000, 1000, spacing)).toEqual(all);
  });

  test.each([0, 101, 2.5, Number.NaN])("refuses %d steps of 100", (steps) => {
    expect(() => timesteps(100, steps, spacing)).toThrow(
      new RangeError(`steps = ${steps} is not a whole number in 1..100`),
    );
  });
});

test("trailing starts at T and leaves even gaps", () => {
  fc.assert(
    fc.property(request, ({ T, steps }) => {
      const list = timesteps(T, steps, "trailing");
      expect(list[0]).toBe(T);
      const gaps = list.slice(1).map((s, k) => at(list, k) - s);
      expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
    }),
  );
});

test("leading is diffusers' arange with steps_offset 0, [800, 600, 400, 200, 0], counted from 1", () => {
  expect(timesteps(1000, 5, "leading")).toEqual([801, 601, 401, 201, 1, 0]);
});

test("linspace visits T and 1 and leaves even gaps: NumPy's linspace(0, 999, 11), rounded and counted from 1", () => {
  expect(timesteps(1000, 11, "linspace")).toEqual([1000, 900, 800, 700, 600, 501, 401, 301, 201, 101, 1, 0]);
  expect(timesteps(1000, 1, "linspace")).toEqual([1000, 0]);
});

test("halves go to the even neighbour: NumPy's np.round(np.arange(1000, 0, -1000 / 16))", () => {
  const expected = [1000, 938, 875, 812, 750, 688, 625, 562, 500, 438, 375, 312, 250, 188, 125, 62, 0];
  expect(timesteps(1000, 16, "trailing")).toEqual(expected);
});
