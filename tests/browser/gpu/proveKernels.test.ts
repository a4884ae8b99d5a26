import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { switchKernels } from "#gpu/ops/register.ts";
import { proveKernels, proveTiles } from "#gpu/proveKernels.ts";
import { recallTiles, rememberTiles } from "#gpu/tileMemory.ts";
import { candidatesFor, gpuTiles, quadTiles } from "#gpu/tiles.ts";
import { TileTrial } from "#gpu/tileTrial.ts";
import { hasFused } from "#nn/fused.ts";
import { useWebgpu } from "../../fixtures/webgpu.ts";

let gpu: Awaited<ReturnType<typeof useWebgpu>>;

beforeAll(async () => {
  gpu = await useWebgpu();
});

afterEach(() => {
  gpu.backend.tiles = quadTiles;
  return caches.delete("noise-and-back-tiles");
});

test("the adapter that every change is tested on is taken on trust", async () => {
  expect(await proveKernels()).toBeNull();
  expect(gpu.backend.tiles).toBe(quadTiles);
});

test("kernels that give what tfjs' own give are proved, and the choice is remembered for the adapter", async () => {
  const candidates = candidatesFor(gpu.backend.device.features);
  expect(await proveTiles(gpu.backend, { threads: [4096, Infinity] })).toBeNull();
  expect(hasFused("Convolution")).toBe(true);
  expect(await recallTiles(gpu.backend.adapterName, candidates)).toEqual(gpu.backend.tiles);
  expect(await recallTiles("another", candidates)).toBeNull();
});

test("a kernel that computes wrong leaves the work to tfjs' own, and says why", async () => {
  const { backend } = gpu;
  const launch = backend.launch.bind(backend);
  // The gradients of all filters come to nothing: neither a value nor the gradient by the image shows it.
  vi.spyOn(backend, "launch").mockImplementation((given, tensors, notes) => {
    if (given.shader.name !== "convolutionFilterGradient") launch(given, tensors, notes);
  });
  expect(await proveTiles(backend, {})).toMatch(/^our kernels are no good here: /);
  expect(hasFused("Convolution")).toBe(false);
  vi.restoreAllMocks();
  switchKernels(true);
});

test("a trial compares the value and every gradient: by the image and by each parameter", async () => {
  const trial = new TileTrial(gpu.backend);
  const [composed, own] = [await trial.composed(), await trial.run(quadTiles)];
  trial.dispose();
  // Weight and bias of two norms, two convolutions, the time's layer, a norm, q k v, and what comes out.
  expect(own.values).toHaveLength(2 + 2 * 8);
  expect(own.values.map(({ length }) => length)).toEqual(composed.map(({ length }) => length));
  expect(own.milliseconds).toBeGreaterThan(0);
});

test("a memory that names what is not there any more is forgotten", async () => {
  const candidates = candidatesFor(gpu.backend.device.features);
  await rememberTiles("some adapter", gpuTiles, candidates);
  expect(await recallTiles("some adapter", candidates)).toEqual(gpuTiles);
  expect(await recallTiles("some adapter", { ...candidates, convolution: [] })).toBeNull();
});
