import { expect, test } from "vitest";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import { noised } from "#engine/noised.ts";
import { at } from "#math/at.ts";
import { normals, streams } from "#math/random.ts";

const schedule = chosenSchedule({ id: "cosine", T: 50, params: {} });
const LENGTH = 6;
const x0 = normals(1, streams.data, 0, 3 * LENGTH);
const eps = normals(1, streams.noise, 0, 3 * LENGTH);

test("each image is sqrt(alphaBar) x_0 + sqrt(1 - alphaBar) eps at its own t", () => {
  const timesteps = [50, 7, 20];
  const xt = noised(schedule, timesteps, x0, eps);
  expect(xt).toHaveLength(3 * LENGTH);
  for (const [i, value] of xt.entries()) {
    const alphaCumprod = at(schedule.alphasCumprod, at(timesteps, Math.floor(i / LENGTH)));
    const expected = Math.sqrt(alphaCumprod) * at(x0, i) + Math.sqrt(1 - alphaCumprod) * at(eps, i);
    expect(value).toBeCloseTo(expected, 6);
  }
});

test("at t = 0 images are clean, and those given stay as they are", () => {
  const given = x0.slice();
  const xt = noised(schedule, [0, 0, 0], given, eps);
  expect(xt).toEqual(x0);
  xt.fill(9);
  expect(given).toEqual(x0);
});

test("a timestep outside 0..T is refused", () => {
  expect(() => noised(schedule, [1, 2, 51], x0, eps)).toThrow(RangeError);
});
