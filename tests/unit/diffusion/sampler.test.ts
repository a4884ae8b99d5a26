import { expect, test } from "vitest";
import { descents, oneMoveEach } from "#diffusion/sampler.ts";

test("descents are the steps of a way down, each with where the one before began", () => {
  expect(descents([900, 400, 1, 0])).toEqual([
    { t: 900, s: 400, before: null },
    { t: 400, s: 1, before: 900 },
    { t: 1, s: 0, before: 400 },
  ]);
});

test("a way that climbs, rests or ends above 0 is refused with its numbers", () => {
  expect(() => descents([10, 20, 0])).toThrow(
    new RangeError("a step from t = 10 to s = 20 does not descend"),
  );
  expect(() => descents([10, 10, 0])).toThrow(
    new RangeError("a step from t = 10 to s = 10 does not descend"),
  );
  expect(() => descents([10, 5])).toThrow(new RangeError("the timesteps end in 5; only 0 is legal"));
  expect(() => descents([])).toThrow(new RangeError("the timesteps end in undefined; only 0 is legal"));
});

test("one move each asks for the weights of every step, and corrects none", () => {
  const weights = (t: number, s: number, before: number | null) => ({
    xt: t,
    x0Hat: s,
    x0HatBefore: before ?? -1,
    z: 0,
  });
  expect(oneMoveEach([3, 2, 0], weights)).toEqual([
    { t: 3, s: 2, weights: { xt: 3, x0Hat: 2, x0HatBefore: -1, z: 0 }, isCorrection: false },
    { t: 2, s: 0, weights: { xt: 2, x0Hat: 0, x0HatBefore: 3, z: 0 }, isCorrection: false },
  ]);
});
