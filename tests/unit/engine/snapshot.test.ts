import { describe, expect, test } from "vitest";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import type { Denoiser } from "#engine/denoiser.ts";
import type { Snapshot } from "#engine/snapshot.ts";
import { snapshotTimesteps, takeSnapshot } from "#engine/snapshot.ts";
import { at } from "#math/at.ts";

const T = 100;
const schedule = chosenSchedule({ id: "linear", T, params: {} });
const LENGTH = 8;
const BET = 0.5;

/** Sees the same grey in everything. */
const stubborn: Denoiser = {
  parameterisation: "x0",
  picturesInPlay: null,
  predict: (xt) => Promise.resolve(new Float32Array(xt.length).fill(BET)),
  dispose: () => {},
};

async function take(steps: number, seed = 1): Promise<Snapshot & { pieces: number }> {
  const work = takeSnapshot(stubborn, schedule, steps, seed, {
    count: 2,
    imageLength: LENGTH / 2,
    classes: null,
  });
  let pieces = 0;
  let result = await work.next();
  for (; !result.done; result = await work.next()) pieces++;
  return { ...result.value, pieces };
}

describe("timesteps", () => {
  test("the process starts at T, where there is nothing but noise", () => {
    expect(snapshotTimesteps(1000, 4)).toEqual([1000, 750, 500, 250, 0]);
  });

  test("more steps than T are refused", () => {
    expect(() => snapshotTimesteps(10, 11)).toThrow("steps = 11 is not a whole number in 1..10");
  });

  test.each([
    [100, [60, 30, 15, 0]],
    [10, [60, 30, 20, 0]],
    [2, [50, 0]],
  ])("of %i steps those nearest to 60, 30, 15 and 0 %% of T are kept, each once", async (steps, kept) => {
    const { timesteps, frames, pieces } = await take(steps);
    expect(timesteps).toEqual(kept);
    expect(frames).toHaveLength(kept.length * LENGTH);
    expect(pieces).toBe(steps + 1);
  });
});

test("without fresh noise, a denoiser that never changes its mind draws one straight line to what it sees", async () => {
  const { timesteps, frames } = await take(20);
  const frame = (t: number) => frames.subarray(timesteps.indexOf(t) * LENGTH).subarray(0, LENGTH);
  expect([...frame(0)]).toEqual(Array(LENGTH).fill(BET));
  // DDIM keeps eps: what is left after sqrt(alphaBar) x_0 is sqrt(1 - alphaBar) times the same numbers at every t.
  const epsAt = (t: number) =>
    Array.from(frame(t), (value) => {
      const alphaCumprod = at(schedule.alphasCumprod, t);
      return (value - Math.sqrt(alphaCumprod) * BET) / Math.sqrt(1 - alphaCumprod);
    });
  const [late, ...earlier] = [60, 30, 15].map(epsAt);
  for (const eps of earlier)
    for (const [i, value] of eps.entries()) expect(value).toBeCloseTo(at(late ?? [], i), 4);
  expect(new Set(late).size).toBe(LENGTH);
});

test("the noise is the same at every snapshot of a seed, and another for another seed", async () => {
  const first = await take(10);
  expect(await take(10)).toEqual(first);
  expect((await take(10, 2)).frames).not.toEqual(first.frames);
});

test("a network that knows classes is asked for each in turn", async () => {
  const told: (readonly number[] | null)[] = [];
  const listening: Denoiser = {
    ...stubborn,
    predict: (xt, _, labels) => {
      told.push(labels ? [...labels] : null);
      return Promise.resolve(new Float32Array(xt.length));
    },
  };
  const work = takeSnapshot(listening, schedule, 3, 1, { count: 5, imageLength: 2, classes: 3 });
  while (!(await work.next()).done);
  expect(told).toEqual(Array(3).fill([0, 1, 2, 0, 1]));
});
