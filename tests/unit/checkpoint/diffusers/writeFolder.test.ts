import { expect, test } from "vitest";
import { writeDiffusersFolder } from "#checkpoint/diffusers/writeFolder.ts";
import { readSafetensors } from "#checkpoint/safetensors.ts";
import { toStateDict } from "#checkpoint/stateDict.ts";
import { exported, layout } from "../../../fixtures/diffusersModel.ts";

const folder = writeDiffusersFolder(exported);
const text = (path: string) => new TextDecoder("utf-8", { fatal: true }).decode(folder.get(path));

test("has the files of a pipeline, and what goes on with it", () => {
  expect([...folder.keys()].toSorted()).toEqual([
    "README.md",
    "model_index.json",
    "noise_and_back.json",
    "requirements.txt",
    "scheduler/scheduler_config.json",
    "train.ipynb",
    "train.py",
    "unet/config.json",
    "unet/diffusion_pytorch_model.safetensors",
  ]);
});

test("the index names diffusers' classes", () => {
  expect(JSON.parse(text("model_index.json"))).toEqual({
    _class_name: "DDPMPipeline",
    _diffusers_version: "0.30.0",
    scheduler: ["diffusers", "DDPMScheduler"],
    unet: ["diffusers", "UNet2DModel"],
  });
});

test("the weights are those given, in 32 bits, marked as PyTorch's", () => {
  const file = folder.get("unet/diffusion_pytorch_model.safetensors") ?? new Uint8Array();
  expect(readSafetensors(file)).toEqual({
    tensors: toStateDict(layout, exported.weights),
    metadata: new Map([["format", "pt"]]),
  });
  const raw = { ...exported, training: { ...exported.training, averaged: false } };
  const rawText = new TextDecoder().decode(writeDiffusersFolder(raw).get("noise_and_back.json"));
  expect(JSON.parse(rawText)).toMatchObject({ weights: "raw" });
  expect(JSON.parse(text("noise_and_back.json"))).toMatchObject({ weights: "ema" });
});

test("the notebook is one of nbformat 4 and takes its functions from the script", () => {
  const notebook = JSON.parse(text("train.ipynb")) as Notebook;
  expect([notebook.nbformat, notebook.nbformat_minor]).toEqual([4, 5]);
  expect(new Set(notebook.cells.map(({ id }) => id)).size).toBe(notebook.cells.length);
  for (const { id, cell_type: type, source, ...rest } of notebook.cells) {
    expect(id).toMatch(/^[a-zA-Z0-9-_]{1,64}$/);
    expect(source.every((line, i) => line.endsWith("\n") === i < source.length - 1)).toBe(true);
    expect(Object.keys(rest).toSorted()).toEqual(
      type === "code" ? ["execution_count", "metadata", "outputs"] : ["metadata"],
    );
  }
  const source = notebook.cells.flatMap((cell) => cell.source).join("");
  const [, names = ""] = /from train import (.*)\n/.exec(source) ?? [];
  expect(names).not.toBe("");
  for (const name of names.split(", ")) expect(text("train.py")).toContain(`\ndef ${name}(`);
});

test("the script reads the facts by the names that they are written under", () => {
  const facts = JSON.parse(text("noise_and_back.json")) as Readonly<Record<string, unknown>>;
  const asked = [...text("train.py").matchAll(/facts\["(\w+)"\]/g)].map(([, key]) => key);
  expect(new Set(asked).size).toBeGreaterThan(6);
  for (const key of asked) expect(Object.keys(facts)).toContain(key);
});

test("the script weighs each image by its t, and tells what it was run with", () => {
  expect(text("train.py")).toContain("weights[t] * errors");
  const [, body = ""] = /def facts_after\([^]*?\n( {4}told = .*)\n/.exec(text("train.py")) ?? [];
  expect([...body.matchAll(/"(\w+)":/g)].map(([, key]) => key)).toEqual([
    "steps",
    "batch",
    "learning_rate",
    "seed",
  ]);
  expect(text("train.py").match(/facts_after\(/g)).toHaveLength(2);
});

test("no more steps are sampled than there are", () => {
  const calls = [...text("train.py").matchAll(/set_timesteps\((.*)\)\n/g)].map(([, steps]) => steps);
  expect(calls).toEqual(["min(steps or T, T)"]);
  for (const file of ["train.ipynb", "README.md"]) expect(text(file)).not.toContain("set_timesteps");
});

test("the scheduler is one of a release that takes few trailing steps rightly", () => {
  expect(text("requirements.txt").split("\n")).toContain("diffusers>=0.32");
});

test("the script and the notebook take the dataset's name from the facts, as one word of a command", () => {
  for (const file of ["train.py", "train.ipynb"]) expect(text(file)).not.toContain("digits");
  const notebook = JSON.parse(text("train.ipynb")) as Notebook;
  const cell = notebook.cells.find(({ source }) => source.join("").includes("!accelerate"));
  expect(cell?.source.join("")).toContain(`data = shlex.quote(f"{facts['dataset']}.json")\n`);
  expect(cell?.source.join("")).toContain("--data {data} ");
});

test("weights that are not finite are not written", () => {
  const weights = exported.weights.with(3, Number.NaN);
  expect(() => writeDiffusersFolder({ ...exported, weights })).toThrow(
    "a network that has diverged is not saved",
  );
});

interface Notebook {
  readonly nbformat: number;
  readonly nbformat_minor: number;
  readonly cells: readonly {
    readonly id: string;
    readonly cell_type: string;
    readonly source: readonly string[];
  }[];
}
