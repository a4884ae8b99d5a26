import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { proveStep } from "#gpu/stepProof.ts";
import { gpuTiles, quadTiles } from "#gpu/tiles.ts";
import { useWebgpu } from "../../fixtures/webgpu.ts";

let gpu: Awaited<ReturnType<typeof useWebgpu>>;

beforeAll(async () => {
  gpu = await useWebgpu();
});

afterEach(() => {
  vi.restoreAllMocks();
  gpu.backend.tiles = quadTiles;
});

test.each([
  { name: "software", tiles: quadTiles },
  { name: "graphics cards", tiles: gpuTiles },
])("draws and moves are proved in the variants for $name", async ({ tiles }) => {
  gpu.backend.tiles = tiles;
  const before = gpu.backend.tensorMap.numDataIds();
  await expect(proveStep(gpu.backend)).resolves.toBeUndefined();
  expect(gpu.backend.tensorMap.numDataIds()).toBe(before);
});

test.each([
  { kernel: "drawBatch", params: { T: 5 }, seen: "target" },
  { kernel: "noisedImages", params: { length: 11 }, seen: "x0" },
  { kernel: "gatherRows", params: { count: 0 }, seen: "rows" },
  { kernel: "finishStep", params: { clipNorm: 2 }, seen: "weights" },
  { kernel: "adam", params: { varianceShare: 0.002 }, seen: "weights" },
])("a $kernel that computes wrong is found out", async ({ kernel, params, seen }) => {
  const { backend } = gpu;
  const launch = backend.launch.bind(backend);
  vi.spyOn(backend, "launch").mockImplementation((given, tensors, notes) => {
    const isWrong = given.shader.name === kernel;
    launch(isWrong ? { ...given, params: { ...given.params, ...params } } : given, tensors, notes);
  });
  await expect(proveStep(backend)).rejects.toThrow(
    `"${seen}" of a training step differs from the processor's`,
  );
});
