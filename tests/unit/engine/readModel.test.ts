import { describe, expect, test } from "vitest";
import { writeCheckpoint } from "#checkpoint/checkpoint.ts";
import { FolderError } from "#checkpoint/diffusers/folderError.ts";
import { writeDiffusersFolder } from "#checkpoint/diffusers/writeFolder.ts";
import { writeZip } from "#checkpoint/zip.ts";
import { readModel } from "#engine/readModel.ts";
import { createUnet } from "#nn/unet.ts";
import { model, training } from "../../fixtures/diffusersModel.ts";
import { tinyModel } from "../../fixtures/tinyModel.ts";
import { tinyConfig } from "../../fixtures/tinyRun.ts";

const { shape, betas, weights } = tinyModel;
const { layout } = createUnet({ ...shape, zeroInit: true });
const folder = (facts = training) =>
  writeDiffusersFolder({ model: { ...model, unet: shape, betas }, layout, weights, training: facts });

function checkpoint(config: unknown): Uint8Array<ArrayBuffer> {
  const info = { step: 3, imageChannels: 3, trainingLoss: null, validationLoss: null, config } as const;
  return writeCheckpoint({ info, weights }, layout, "F32");
}

describe("a model is read", () => {
  test.each([
    ["a folder", () => [...folder()].map(([path, bytes]) => ({ path: `mine/${path}`, bytes }))],
    ["a zip", () => [{ path: "a.zip", bytes: writeZip(folder(), "mine") }]],
    ["a zip under another name", () => [{ path: "download", bytes: writeZip(folder(), "mine") }]],
  ])("from %s", (_, files) => {
    const { dataset, batch, learningRate, clipNorm, emaDecay, labelDropout, seed } = training;
    expect(readModel(files())).toEqual({
      shape,
      betas,
      prediction: "eps",
      weights,
      training: {
        step: 1500,
        averaged: true,
        heldOut: training.heldOut,
        settings: { dataset, batch, learningRate, clipNorm, emaDecay, labelDropout, seed },
        config: training.config,
      },
      notes: [],
    });
  });

  test("with a batch that the page can take, and a note where that is a smaller one", () => {
    const of = (batch: number) =>
      readModel([{ path: "a.zip", bytes: writeZip(folder({ ...training, batch }), "mine") }]);
    expect(of(256)).toMatchObject({ training: { settings: { batch: 256 } }, notes: [] });
    expect(of(1024)).toMatchObject({
      training: { settings: { batch: 256 } },
      notes: [
        "It was trained on 1024 images a step; here it goes on with 256, the most that the page takes.",
      ],
    });
  });

  test("from one file, by its configuration", () => {
    const read = readModel([{ path: "a.safetensors", bytes: checkpoint(tinyConfig) }]);
    expect(read).toMatchObject({ ...tinyModel, shape });
  });
});

test("a configuration that is none is told value by value", () => {
  const bytes = checkpoint({ ...tinyConfig, batch: 0, imageSize: 9 });
  expect(() => readModel([{ path: "a.safetensors", bytes }])).toThrow(FolderError);
  expect(() => readModel([{ path: "a.safetensors", bytes }])).toThrow(
    /config\.imageSize: [^]*config\.batch: /,
  );
});

test("a table of classes with a row for none alone is refused", () => {
  const conditional = { ...tinyConfig, conditional: true };
  const info = { step: 3, imageChannels: 3, trainingLoss: null, validationLoss: null } as const;
  const { layout: withClasses } = createUnet({ ...shape, zeroInit: true, classes: 1 });
  const of = (rows: number) => {
    const table = withClasses.map((tensor) =>
      tensor.name === "class_embedding.weight"
        ? { ...tensor, shape: [rows, ...tensor.shape.slice(1)], size: (tensor.size / 2) * rows }
        : tensor,
    );
    let offset = 0;
    const moved = table.map((tensor) => {
      const placed = { ...tensor, offset };
      offset += tensor.size;
      return placed;
    });
    const written = { info: { ...info, config: conditional }, weights: new Float32Array(offset) };
    return [{ path: "a.safetensors", bytes: writeCheckpoint(written, moved, "F32") }];
  };
  expect(readModel(of(2)).shape.classes).toBe(1);
  expect(() => readModel(of(1))).toThrow("class_embedding.weight has 1 rows, at least 2 work here");
});

test("a file of another network than its configuration says is refused by the tensor's name", () => {
  const bytes = checkpoint({ ...tinyConfig, modelSize: "S" });
  expect(() => readModel([{ path: "a.safetensors", bytes }])).toThrow(/tensor "conv_in.weight" has shape/);
});
