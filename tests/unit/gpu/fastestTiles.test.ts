import { beforeEach, expect, test } from "vitest";
import type { Trial } from "#gpu/fastestTiles.ts";
import { fastestTiles } from "#gpu/fastestTiles.ts";
import type { Tiles } from "#gpu/tiles.ts";
import { gpuTiles } from "#gpu/tiles.ts";

const right = [Float32Array.of(1, -2, 4)];
const lanes = [1, 64, 128, 256] as const;

/** Trials that are not disposed yet. */
let live = 0;

beforeEach(() => {
  live = 0;
});

function trialOf(time: () => number, values: readonly Float32Array[] = right): Trial {
  live++;
  return { values, time: async () => time(), dispose: () => void live-- };
}

/** Each number of lanes takes what the table says; all give the same numbers but for `wrong`. */
function trials(
  milliseconds: Readonly<Record<number, number>>,
  wrong: Readonly<Record<number, number>> = {},
) {
  return async (tiles: Tiles): Promise<Trial> =>
    trialOf(() => milliseconds[tiles.lanes] ?? NaN, [Float32Array.of(1, -2, wrong[tiles.lanes] ?? 4)]);
}

test("the fastest variant is taken, and no trial is left over", async () => {
  const tiles = await fastestTiles(gpuTiles, { lanes }, right, trials({ 1: 9, 64: 4, 128: 8, 256: 5 }));
  expect(tiles).toEqual({ ...gpuTiles, lanes: 64 });
  expect(live).toBe(0);
});

test("one that gives other numbers is not, however fast it is, and neither is one that gives none", async () => {
  const run = trials({ 1: 1, 64: 2, 128: 8, 256: 7 }, { 1: 4.1, 64: NaN });
  expect(await fastestTiles(gpuTiles, { lanes }, right, run)).toEqual({ ...gpuTiles, lanes: 256 });
  expect(live).toBe(0);
});

test("one that does not run is passed over", async () => {
  const run = trials({ 1: 1, 64: 4, 128: 8, 256: 5 });
  const fails = async (tiles: Tiles): Promise<Trial> => {
    if (tiles.lanes === 1) throw new Error("the device has no subgroups");
    return run(tiles);
  };
  expect(await fastestTiles(gpuTiles, { lanes }, right, fails)).toEqual({ ...gpuTiles, lanes: 64 });
});

test("a hair's breadth is no reason to change", async () => {
  const run = trials({ 1: 7.7, 64: 7.95, 128: 8, 256: 7.65 });
  expect(await fastestTiles(gpuTiles, { lanes }, right, run)).toEqual(gpuTiles);
});

test("two are timed in turn, and each by the shortest of five: what disturbs one now and then decides nothing", async () => {
  const order: number[] = [];
  const disturbed = async ({ lanes: of }: Tiles): Promise<Trial> =>
    trialOf(() => {
      order.push(of);
      // The one that was there first is held up every time but its last.
      return of === 128 && order.length < 10 ? 30 : 10;
    });
  expect(await fastestTiles(gpuTiles, { lanes: [64] }, right, disturbed)).toEqual(gpuTiles);
  expect(order).toEqual(Array.from({ length: 5 }, () => [64, 128]).flat());
});

test("each kernel is chosen on top of the choices before it", async () => {
  const run = async ({ lanes, threads }: Tiles): Promise<Trial> =>
    trialOf(() => (lanes === 64 ? 1 : 5) + (threads === 4096 ? 1 : 5));
  const tiles = await fastestTiles(gpuTiles, { lanes, threads: [4096, Infinity] }, right, run);
  expect(tiles).toEqual({ ...gpuTiles, lanes: 64, threads: 4096 });
});

test("where those to begin with do not run there is nothing to compare", async () => {
  const fails = () => Promise.reject(new Error("no device"));
  await expect(fastestTiles(gpuTiles, { lanes }, right, fails)).rejects.toThrow("no device");
});

test("where those to begin with give other numbers than expected, nothing is chosen", async () => {
  const run = trials({ 128: 8 }, { 128: 4.1 });
  await expect(fastestTiles(gpuTiles, {}, right, run)).rejects.toThrow(
    "their numbers differ from those of tfjs' own",
  );
  expect(live).toBe(0);
});

test("what is nothing but rounding beside the other numbers may differ", async () => {
  const run = async (): Promise<Trial> => trialOf(() => 1, [...right, Float32Array.of(1e-9)]);
  expect(await fastestTiles(gpuTiles, {}, [...right, Float32Array.of(-1e-9)], run)).toEqual(gpuTiles);
});
