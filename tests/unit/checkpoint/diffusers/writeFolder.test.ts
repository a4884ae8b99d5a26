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
