import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toStateDict } from "#checkpoint/stateDict.ts";
import { writeSafetensors } from "#checkpoint/safetensors.ts";
import { writeDiffusersFolder } from "#checkpoint/diffusers/writeFolder.ts";
import { isFolderPath } from "#checkpoint/diffusers/paths.ts";
import { readZip } from "#checkpoint/zip.ts";
import { importModel } from "#engine/importModel.ts";
import { createUnet } from "#nn/unet.ts";
import type { TrainingConfig } from "#protocol/config.ts";
import type { EngineEvent } from "#protocol/event.ts";
import type { ExportFormat, ExportedWeights, ModelFiles } from "#protocol/modelFiles.ts";
import { model, training } from "../../fixtures/diffusersModel.ts";
import { EngineHarness } from "../../fixtures/engineHarness.ts";
import { tinyConfig } from "../../fixtures/tinyRun.ts";

type Exported = Extract<EngineEvent, { type: "exported" }>;

let engine: EngineHarness;

beforeEach(() => {
  engine = new EngineHarness();
  engine.open();
});
afterEach(() => engine.close());

async function trained(changes: Partial<TrainingConfig> = {}) {
  engine.train(changes);
  await engine.next("paused");
  return (await engine.next("checkpointed")).state;
}

async function exported(
  weights: ExportedWeights = "ema",
  format: ExportFormat = "diffusers",
): Promise<Exported> {
  const from = engine.events.length;
  engine.send({ type: "export", run: 30, training: 1, weights, format });
  return engine.next("exported", from);
}

function bring(files: ModelFiles, run = 5): void {
  engine.send({ type: "import", run, source: "model.zip", files });
}

/** A model that was read and is taken into use, as the page does it. */
async function inUse(from = 0) {
  const imported = await engine.next("imported", from);
  const { run, config, state } = imported;
  engine.send({ type: "train", run, config, state: structuredClone(state), paused: true });
  const started = await engine.next("started", engine.events.indexOf(imported));
  return { imported, started };
}

/** What the network makes of the same noise. */
async function sampled(run: number): Promise<Float32Array> {
  engine.sample({ denoiser: "ema", steps: 2 }, run);
  const from = engine.events.length;
  await engine.next("finished", from);
  const last = engine.all("denoised").findLast((event) => event.run === run);
  return last?.xt ?? new Float32Array(0);
}

describe("a model that went away comes back", () => {
  test.each([
    ["ema", "diffusers"],
    ["raw", "diffusers"],
    ["ema", "safetensors"],
    ["raw", "safetensors"],
  ] as const)("with its %s weights, from %s", async (weights, format) => {
    const state = await trained();
    const before = await sampled(2);
    const { name, bytes } = await exported(weights, format);
    bring([{ path: name, bytes }]);
    const { imported, started } = await inUse();
    expect(imported).toMatchObject({ run: 5, source: "model.zip", config: tinyConfig });
    const wanted = weights === "ema" ? state.ema : state.weights;
    expect(imported.state).toMatchObject({ step: 3, updates: 0, weights: wanted, ema: wanted });
    expect(imported.state.adamMean).toEqual(new Float32Array(wanted.length));
    expect(started).toMatchObject({ run: 5, step: 3 });
    if (weights === "ema") expect(await sampled(3)).toEqual(before);
    engine.send({ type: "step", run: 5 });
    expect(await engine.next("paused", engine.events.indexOf(imported))).toMatchObject({ run: 5, step: 4 });
  });

  test("one that knows classes is asked for them as before", async () => {
    await trained({ dataset: "digits", conditional: true, parameterisation: "v", steps: 1 });
    for (const format of ["diffusers", "safetensors"] as const) {
      const { name, bytes } = await exported("ema", format);
      const run = format === "diffusers" ? 5 : 1;
      const from = engine.events.length;
      bring([{ path: name, bytes }], run);
      expect((await inUse(from)).imported.config).toMatchObject({
        dataset: "digits",
        conditional: true,
        parameterisation: "v",
      });
      engine.sample({ denoiser: "ema", label: 7, steps: 2 }, 20 + run);
      await engine.next("finished", from);
      if (format === "diffusers") {
        bring([{ path: name, bytes: (await exportedOf(5)).bytes }], 1);
        await inUse(engine.events.length);
      }
    }
    expect(engine.all("failed")).toEqual([]);
  });
});

function exportedOf(run: number): Promise<Exported> {
  const from = engine.events.length;
  engine.send({ type: "export", run: 30, training: run, weights: "ema", format: "diffusers" });
  return engine.next("exported", from);
}

/** A folder that another program wrote: widths of its own, and not a word of its training unless it is `told`. */
function foreign(classes: number | null, told = false): ModelFiles {
  const unet = { ...model.unet, imageSize: 8, channels: [4, 12], groups: 2, classes };
  const { layout } = createUnet({ ...unet, zeroInit: true });
  const count = layout.reduce((sum, { size }) => sum + size, 0);
  const weights = Float32Array.from({ length: count }, (_, i) => Math.sin(i) / 8);
  const files = writeDiffusersFolder({ model: { ...model, unet }, layout, weights, training });
  if (!told) files.delete("noise_and_back.json");
  return [...files].map(([path, bytes]) => ({ path: `mine/${path}`, bytes }));
}

describe("a model of another program", () => {
  test("can be sampled, class by class, and is not trained on", async () => {
    bring(foreign(5));
    const { config, notes } = (await inUse()).imported;
    expect(config).toMatchObject({
      widths: { channels: [4, 12], layers: 1, groups: 2 },
      absentData: { channels: 3, classes: 5 },
      conditional: true,
    });
    expect(notes).toContain("The files do not name the dataset: it can be sampled here, but not trained on.");
    engine.sample({ denoiser: "ema", label: 4, steps: 2 });
    expect((await engine.next("finished")).nearest.indices).toEqual([]);
    engine.send({ type: "resume", run: 5, steps: 1 });
    expect(await engine.next("failed")).toMatchObject({
      run: null,
      message: expect.stringContaining("it can be sampled, not trained on") as unknown,
    });
    expect((await exportedOf(5)).name).toBe("unknown-8px-0-ema.zip");
  });
});

describe("files of no use are named, and nothing changes", () => {
  /** Run 1 over six steps, with these files brought in meanwhile. */
  async function disturbed(files: ModelFiles): Promise<readonly string[]> {
    engine.train({ steps: 6 });
    await engine.next("compiling");
    bring(files);
    const { problems } = await engine.next("importFailed");
    await engine.next("paused");
    expect(engine.all("failed")).toEqual([]);
    return problems;
  }

  async function undisturbed() {
    const other = new EngineHarness();
    other.open();
    other.train({ steps: 6 });
    await other.next("paused");
    const { state } = await other.next("checkpointed");
    const losses = other.losses();
    await other.close();
    return { state, losses };
  }

  test("a training run takes the very steps that it would have taken without", async () => {
    const problems = await disturbed([{ path: "model.zip", bytes: new Uint8Array(100) }]);
    expect(problems).toEqual([expect.stringContaining("it has no directory at its end")]);
    const { state } = await engine.next("checkpointed");
    const alone = await undisturbed();
    expect(engine.losses()).toEqual(alone.losses);
    expect(state).toEqual(alone.state);
    expect(engine.all("started").map(({ run }) => run)).toEqual([1]);
  });

  test("a reverse process goes on to its end", async () => {
    engine.train({ steps: 1 });
    await engine.next("paused");
    engine.sample({ denoiser: "network" });
    await engine.next("samplingStarted");
    bring([{ path: "a.safetensors", bytes: new Uint8Array(4) }]);
    await engine.next("importFailed");
    expect(await engine.next("finished")).toMatchObject({ run: 2 });
  });

  const json = () => new TextEncoder().encode('{"a":1}');
  const weightsAlone = writeSafetensors(
    {
      tensors: toStateDict(
        [{ name: "a.bias", parts: ["a.bias"], shape: [2], offset: 0, size: 2 }],
        new Float32Array(2),
      ),
      metadata: new Map([["format", "pt"]]),
    },
    "F32",
  );
  test.each<[string, ModelFiles, string]>([
    ["an empty file", [{ path: "a.safetensors", bytes: new Uint8Array(0) }], "the file is 0 bytes long"],
    ["a picture", [{ path: "a.png", bytes: json() }], "the file is 7 bytes long"],
    ["weights alone", [{ path: "a.safetensors", bytes: weightsAlone }], "it holds weights alone"],
    [
      "a zip by its first bytes",
      [{ path: "a", bytes: Uint8Array.of(0x50, 0x4b, 3, 4, 0) }],
      "the zip cannot be read",
    ],
    [
      "a folder of something else",
      [
        { path: "x/a.json", bytes: json() },
        { path: "x/b.json", bytes: json() },
      ],
      "model_index.json is missing, found x/a.json, x/b.json",
    ],
    [
      "a broken index",
      [
        { path: "x/model_index.json", bytes: json() },
        { path: "x/b.json", bytes: json() },
      ],
      "unet/config.json is missing",
    ],
  ])("%s", async (_, files, problem) => {
    bring(files);
    const { problems } = await engine.next("importFailed");
    expect(problems.join("\n")).toContain(problem);
    expect(engine.all("started")).toEqual([]);
  });

  test("a zip or a file that was cut short, wherever it was cut", async () => {
    await trained({ steps: 1 });
    for (const { name, bytes } of [
      await exported("ema", "diffusers"),
      await exported("ema", "safetensors"),
    ]) {
      for (let share = 0; share < 10; share++) {
        const from = engine.events.length;
        bring([{ path: name, bytes: bytes.slice(0, Math.floor((bytes.length * share) / 10)) }]);
        expect((await engine.next("importFailed", from)).problems).toHaveLength(1);
      }
    }
    expect(engine.all("imported")).toEqual([]);
  });

  test("a good model that nobody takes into use changes nothing either", async () => {
    engine.train({ steps: 6 });
    await engine.next("compiling");
    bring(foreign(null, true));
    await engine.next("imported");
    await engine.next("paused");
    const { state } = await engine.next("checkpointed");
    expect(state).toEqual((await undisturbed()).state);
    expect(engine.all("started").map(({ run }) => run)).toEqual([1]);
  });

  test("a model whose run cannot start leaves the one before training, step by step", async () => {
    engine.train({ steps: 6 });
    await engine.next("compiling");
    bring(foreign(null, true));
    const { config } = await engine.next("imported");
    const order = { type: "train", run: 5, state: null, paused: true } as const;
    engine.send({ ...order, config: { ...config, schedule: { id: "magic", T: 10, params: {} } } });
    expect(await engine.next("failed")).toMatchObject({ run: 5 });
    expect(await engine.next("paused")).toMatchObject({ run: 1, step: 6, reason: "budget" });
    const { state } = await engine.next("checkpointed");
    expect(state).toEqual((await undisturbed()).state);
  });
});

test("the pictures that were held out are told again by a network whose dataset is not here", async () => {
  for (const format of ["diffusers", "safetensors"] as const) {
    const from = engine.events.length;
    bring(format === "diffusers" ? foreign(null, true) : [{ path: "a", bytes: (await single()).bytes }]);
    const { config } = (await inUse(from)).imported;
    expect(config.absentData).toMatchObject({ heldOut: training.heldOut });
    const { bytes } = await exportedOf(5);
    const file = [...readZip(bytes, isFolderPath)].find(([path]) => path.endsWith("noise_and_back.json"));
    expect(JSON.parse(new TextDecoder().decode(file?.[1]))).toMatchObject({ held_out: training.heldOut });
  }

  function single(): Promise<Exported> {
    const from = engine.events.length;
    engine.send({ type: "export", run: 31, training: 5, weights: "ema", format: "safetensors" });
    return engine.next("exported", from);
  }
});

test("what is wrong is told in a line, however long it is", async () => {
  const load = () => Promise.reject(new Error("x".repeat(900_000)));
  expect(await importModel(foreign(null, true), load)).toEqual({ problems: [`${"x".repeat(299)}…`] });
});
