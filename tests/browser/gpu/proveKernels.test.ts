import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { switchKernels } from "#gpu/ops/register.ts";
import { proveKernels, proveTiles } from "#gpu/proveKernels.ts";
import { recallTiles, rememberTiles } from "#gpu/tileMemory.ts";
import type { Tiles } from "#gpu/tiles.ts";
import { candidatesFor, gpuTiles, quadTiles, softwareTiles } from "#gpu/tiles.ts";
import { TileTrial, trialSizes } from "#gpu/tileTrial.ts";
import { unetConfig } from "#nn/config.ts";
import { hasFused } from "#nn/fused.ts";
import * as tf from "#nn/tf.ts";
import { createUnet } from "#nn/unet.ts";
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

test("time decides where the choice is remembered; elsewhere two processes would train different networks", async () => {
  const { backend } = gpu;
  const own = { adapterName: backend.adapterName, isSoftware: backend.isSoftware };
  Object.assign(backend, { adapterName: "some card", isSoftware: false });
  vi.spyOn(TileTrial.prototype, "composed").mockResolvedValue([]);
  const prepare = vi
    .spyOn(TileTrial.prototype, "prepare")
    .mockImplementation(async () => ({ values: [], time: async () => 1, dispose: () => undefined }));
  /** How many variants are tried. */
  const tried = async (...args: Parameters<typeof proveKernels>) => {
    prepare.mockClear();
    expect(await proveKernels(...args)).toBeNull();
    return prepare.mock.calls.length;
  };
  expect(await tried()).toBeGreaterThan(5);
  vi.stubGlobal("caches", undefined);
  expect(await tried()).toBe(1);
  expect(await tried(true)).toBeGreaterThan(5);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  Object.assign(backend, own);
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

test("variants that work on the adapter no more are forgotten, and others found", async () => {
  const { backend } = gpu;
  const candidates = candidatesFor(backend.device.features);
  const stale = { ...quadTiles, lanes: 256 } as const;
  await rememberTiles(backend.adapterName, stale, candidates);
  breakLanes(256);
  expect(await proveTiles(backend, {})).toBeNull();
  expect(backend.tiles).toEqual(quadTiles);
  expect(await recallTiles(backend.adapterName, candidates)).toEqual(quadTiles);
  vi.restoreAllMocks();
});

test("where those to begin with fail, the ones that ask the least are tried before tfjs' own", async () => {
  const { backend } = gpu;
  backend.tiles = { ...quadTiles, lanes: 256 };
  breakLanes(256);
  expect(await proveTiles(backend, {})).toBeNull();
  expect(backend.tiles).toEqual(softwareTiles);
  expect(hasFused("Convolution")).toBe(true);
  vi.restoreAllMocks();
});

/** Leaves out every GroupNorm on so many lanes. */
function breakLanes(lanes: number): void {
  const { backend } = gpu;
  const launch = backend.launch.bind(backend);
  vi.spyOn(backend, "launch").mockImplementation((given, tensors, notes) => {
    const isBroken = given.shader.name === "groupNorm" && backend.tiles.lanes === lanes;
    if (!isBroken) launch(given, tensors, notes);
  });
}

const kernelsOfANetwork = [
  "convolution",
  "convolutionInputGradient",
  "convolutionFilterGradient",
  "pixelSum",
  "groupNorm",
  "groupNormSilu",
  "groupNormGradient",
  "attentionShares",
  "attentionSum",
  "attentionSharesGradient",
  "attentionGradientSums",
  "silu",
  "siluGradient",
  "concat",
  "concatGradient",
  "gatherRows",
  "embeddingGradient",
  "add",
  "imageLoss",
  "imageLossGradient",
  "gradientSum",
];

const viewBytes = (_: string, value: unknown) =>
  value instanceof ArrayBuffer ? [...new Uint8Array(value)] : value;

describe("a trial", () => {
  let trial: TileTrial;

  beforeEach(() => {
    trial = new TileTrial(gpu.backend);
  });

  afterEach(() => trial.dispose());

  /** What would be dispatched in these variants. */
  function steps(tiles: Tiles) {
    const { backend } = gpu;
    backend.tiles = tiles;
    const { recorder } = backend.record(() => tf.tidy(() => void trial.step()));
    return recorder.steps.map(({ name, code, workgroups, params }) => ({ name, code, workgroups, params }));
  }

  test("compares the losses, every gradient, by the images and by each parameter, and its length", async () => {
    const [composed, own] = [await trial.composed(), await trial.prepare(quadTiles)];
    expect(own.values.map(({ length }) => length)).toEqual(composed.map(({ length }) => length));
    const { layout } = createUnet({ ...unetConfig("S", 16, 3, false, 3), channels: [32, 48] });
    expect(own.values.slice(2, -1).map(({ length }) => length)).toEqual(layout.map(({ size }) => size));
    expect(own.values.at(-1)?.[0]).toBeGreaterThan(0);
    expect(await own.time()).toBeGreaterThan(0);
    own.dispose();
  });

  test("runs every kernel of ours that a network has, and each kind of convolution", () => {
    const all = steps(gpuTiles);
    const names = new Set(all.map(({ name }) => name));
    for (const name of kernelsOfANetwork) expect(names).toContain(name);
    for (const name of ["convolution", "convolutionInputGradient", "convolutionFilterGradient"]) {
      // 3x3 and 1x1; by fours and not; of half and of double the side.
      const kinds = new Set(all.filter((step) => step.name === name).map(({ code }) => code));
      expect(kinds.size).toBeGreaterThanOrEqual(5);
    }
  });

  test("notices every variant that there is a choice of", () => {
    trial.dispose();
    trial = new TileTrial(gpu.backend, trialSizes.card);
    const candidates = candidatesFor(new Set(["subgroups"]));
    for (const [field, values] of Object.entries(candidates)) {
      const plans = values.map((value) => JSON.stringify(steps({ ...gpuTiles, [field]: value }), viewBytes));
      expect([field, new Set(plans).size]).toEqual([field, values.length]);
    }
  });
});

test("a memory that names what is not there any more is forgotten", async () => {
  const candidates = candidatesFor(gpu.backend.device.features);
  await rememberTiles("some adapter", gpuTiles, candidates);
  expect(await recallTiles("some adapter", candidates)).toEqual(gpuTiles);
  expect(await recallTiles("some adapter", { ...candidates, convolution: [] })).toBeNull();
});
