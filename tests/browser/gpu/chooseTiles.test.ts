import { afterEach, beforeAll, expect, test } from "vitest";
import { chooseTiles, findTiles } from "#gpu/chooseTiles.ts";
import { recallTiles, rememberTiles } from "#gpu/tileMemory.ts";
import { candidatesFor, gpuTiles, quadTiles } from "#gpu/tiles.ts";
import { TileTrial } from "#gpu/tileTrial.ts";
import { at } from "#math/at.ts";
import { difference, useWebgpu } from "../../fixtures/webgpu.ts";

let gpu: Awaited<ReturnType<typeof useWebgpu>>;

beforeAll(async () => {
  gpu = await useWebgpu();
});

afterEach(() => {
  gpu.backend.tiles = quadTiles;
  return caches.delete("noise-and-back-tiles");
});

test("the software adapter is not timed: what suits it is known", async () => {
  await chooseTiles(gpu.backend);
  expect(gpu.backend.tiles).toBe(quadTiles);
});

test("a trial gives the same numbers in another variant", async () => {
  const trial = new TileTrial(gpu.backend);
  const [shared, alone] = [await trial.run({ ...quadTiles, lanes: 64 }), await trial.run(quadTiles)];
  trial.dispose();
  expect(shared.milliseconds).toBeGreaterThan(0);
  for (const [i, values] of shared.values.entries()) {
    expect(values.some((value) => value !== 0)).toBe(true);
    expect(difference(values, at(alone.values, i))).toBeLessThan(1e-2);
  }
});

test("the choice is remembered for the adapter, and not for another", async () => {
  const candidates = candidatesFor(gpu.backend.device.features);
  await findTiles(gpu.backend, { lanes: [1] });
  const remembered = await recallTiles(gpu.backend.adapterName, candidates);
  expect(remembered).toEqual(gpu.backend.tiles);
  expect(await recallTiles("another", candidates)).toBeNull();
});

test("a memory that names what is not there any more is forgotten", async () => {
  const candidates = candidatesFor(gpu.backend.device.features);
  await rememberTiles("some adapter", gpuTiles, candidates);
  expect(await recallTiles("some adapter", candidates)).toEqual(gpuTiles);
  expect(await recallTiles("some adapter", { ...candidates, convolution: [] })).toBeNull();
});
