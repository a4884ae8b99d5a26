import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CheckpointError } from "#checkpoint/checkpointError.ts";
import { FolderError } from "#checkpoint/diffusers/folderError.ts";
import { isFolderPath } from "#checkpoint/diffusers/paths.ts";
import { readDiffusersFolder } from "#checkpoint/diffusers/readFolder.ts";
import { writeDiffusersFolder } from "#checkpoint/diffusers/writeFolder.ts";
import { writeSafetensors } from "#checkpoint/safetensors.ts";
import { toStateDict } from "#checkpoint/stateDict.ts";
import { readZip, writeZip } from "#checkpoint/zip.ts";
import { exported, jsonBytes, layout, model } from "../../../fixtures/diffusersModel.ts";

const WEIGHTS = "unet/diffusion_pytorch_model.safetensors";
const folder: ReadonlyMap<string, Uint8Array> = writeDiffusersFolder(exported);
const read = (files: ReadonlyMap<string, Uint8Array>) => readDiffusersFolder(files, () => layout);

/** The folder with other fields in one of its JSON files; undefined takes a field away. */
function edited(path: string, fields: Readonly<Record<string, unknown>>): ReadonlyMap<string, Uint8Array> {
  const old = JSON.parse(new TextDecoder().decode(folder.get(path))) as object;
  return new Map(folder).set(path, jsonBytes({ ...old, ...fields }));
}

describe("what was written is read", () => {
  const cases = [
    exported,
    { ...exported, training: { ...exported.training, averaged: false } },
    { ...exported, model: { ...model, prediction: "v", clip: false, unet: { ...model.unet, classes: 10 } } },
  ] as const;
  test.for(cases)("$model.prediction, $model.unet.classes classes, averaged: $training.averaged", (one) => {
    const zip = writeZip(writeDiffusersFolder(one), "model");
    const asked: unknown[] = [];
    const result = readDiffusersFolder(readZip(zip, isFolderPath), (shape) => {
      asked.push(shape);
      return layout;
    });
    expect(asked).toEqual([one.model.unet]);
    expect(result.model.unet).toEqual(one.model.unet);
    expect(result.weights).toEqual(one.weights);
    expect(result.training).toEqual(one.training);
    expect(result.betaSchedule).toMatchObject({ name: "linear", betaStart: 1e-4, betaEnd: 0.02 });
    expect([result.model.prediction, result.model.clip]).toEqual([one.model.prediction, one.model.clip]);
    expect(result.model.betas).toEqual(one.model.betas);
    const clipNote = "scheduler/scheduler_config.json: clip_sample (false) is chosen in the page";
    expect(result.notes).toEqual(one.model.clip ? [] : [clipNote]);
  });
});

test("a folder may lie in folders, beside others", () => {
  const moved = new Map([...folder].map(([path, bytes]) => [`a/b/${path}`, bytes]));
  moved.set("a/b/backup/model_index.json", new Uint8Array()).set("readme.txt", new Uint8Array());
  expect(read(moved).weights).toEqual(exported.weights);
});

test("two models side by side are refused", () => {
  const files = new Map(
    [...folder].flatMap(([path, bytes]) => ["a", "b"].map((top) => [`${top}/${path}`, bytes] as const)),
  );
  expect(() => read(files)).toThrow(
    "there are two models, a/model_index.json and b/model_index.json. Choose the folder of one.",
  );
});

test("a folder of another program has no facts, and keeps its older names", () => {
  const tensors = new Map(
    [...toStateDict(layout, exported.weights)].map(([name, tensor]) => [
      name.replace("to_q", "query").replace("to_k", "key").replace("to_v", "value"),
      tensor.shape.length === 2 && name.includes("attentions")
        ? { ...tensor, shape: [...tensor.shape, 1, 1] }
        : tensor,
    ]),
  );
  const files = new Map(folder).set(WEIGHTS, writeSafetensors({ tensors, metadata: new Map() }, "F32"));
  files.delete("noise_and_back.json");
  const result = read(files);
  expect(result.training).toBeNull();
  expect(result.weights).toEqual(exported.weights);
});

test("of a folder of another program that knows classes, the last is taken for none, and that is told", () => {
  const files = new Map(edited("unet/config.json", { num_class_embeds: 11 }));
  expect(read(files).notes).toEqual([]);
  files.delete("noise_and_back.json");
  const { model: imported, notes } = read(files);
  expect(imported.unet.classes).toBe(10);
  expect(notes).toEqual(['unet/config.json: the last of the 11 class embeddings is taken for "no class"']);
});

test("all that does not work is told at once, before any weight is read", () => {
  const files = new Map([
    ...edited("unet/config.json", { act_fn: "gelu", flip_sin_to_cos: true }),
    [
      "model_index.json",
      jsonBytes({
        _class_name: "DDPMPipeline",
        unet: ["diffusers", "UNet2DModel"],
        vae: ["diffusers", "VQ"],
      }),
    ],
    ["scheduler/scheduler_config.json", jsonBytes({ _class_name: "DDPMScheduler", prediction_type: "flow" })],
    [WEIGHTS, new Uint8Array(4)],
  ]);
  expect(() => read(files)).toThrow(FolderError);
  expect(() => read(files)).toThrow(
    [
      "4 things in this folder cannot be used here; the network that was there before is untouched.",
      '- model_index.json: scheduler is missing, only ["diffusers","DDPMScheduler"] or ["diffusers","DDIMScheduler"] work here',
      '- unet/config.json: act_fn is "gelu", only "silu" works here',
      "- unet/config.json: flip_sin_to_cos is true, only false works here",
      '- scheduler/scheduler_config.json: prediction_type is "flow", only "epsilon" or "sample" or "v_prediction" work here',
    ].join("\n"),
  );
});

test("pickled weights are refused with what helps", () => {
  const files = new Map(folder).set("unet/diffusion_pytorch_model.bin", new Uint8Array(9));
  files.delete(WEIGHTS);
  expect(() => read(files)).toThrow(
    "unet/diffusion_pytorch_model.safetensors is missing; pickled weights (.bin) and those in several files are not read " +
      "here. Load the model in diffusers and save it again by save_pretrained(folder, safe_serialization=True)",
  );
});

test.for(["model_index.json", "unet/config.json", "scheduler/scheduler_config.json"])(
  "without %s nothing is read",
  (path) => {
    const files = new Map(folder);
    files.delete(path);
    expect(() => read(files)).toThrow(CheckpointError);
    expect(() => read(files)).toThrow(`${path} is missing`);
  },
);

test("an empty choice is told so", () => {
  expect(() => read(new Map())).toThrow(
    "model_index.json is missing, found no files of diffusers. Choose the folder",
  );
  expect(() => read(new Map([["x.png", new Uint8Array()]]))).toThrow(
    "model_index.json is missing, found x.png.",
  );
});

test.for([
  [
    "model_index.json",
    { _class_name: "StableDiffusionPipeline" },
    '_class_name is "StableDiffusionPipeline", only "DDPMPipeline"',
  ],
  [
    "model_index.json",
    { unet: ["diffusers", "UNet2DConditionModel"] },
    'unet is ["diffusers","UNet2DConditionModel"], only ["diffusers","UNet2DModel"]',
  ],
  ["model_index.json", { unet: ["evil", "UNet2DModel"] }, 'unet is ["evil","UNet2DModel"], only'],
  ["noise_and_back.json", { weights: "best" }, 'weights is "best", only "ema" or "raw" work here'],
  ["unet/config.json", { block_out_channels: [1e9] }, "block_out_channels is [1000000000], only"],
] as const)("%s with %j is refused", ([path, fields, message]) => {
  expect(() => read(edited(path, fields))).toThrow(`- ${path}: ${message}`);
});

test("an index with more parts than a network and a schedule is read with a note", () => {
  expect(read(edited("model_index.json", { safety: [null, null] })).notes).toEqual([
    "model_index.json: safety ([null,null]) is not known here and was left out",
  ]);
});

test("very many notes are counted, and a long path is cut", () => {
  const unknown = Object.fromEntries(Array.from({ length: 9000 }, (_, i) => [`key${i}`, 0]));
  const { notes } = read(edited("unet/config.json", unknown));
  expect(notes).toHaveLength(21);
  expect(notes.at(-1)).toBe("and 8980 more");
  const path = "p".repeat(500);
  expect(() => read(new Map([[path, new Uint8Array()]]))).toThrow(/^.{60,300}$/);
  expect(() =>
    read(
      new Map(
        [...folder].flatMap(([name, bytes]) => ["a", "b"].map((top) => [`${path}${top}/${name}`, bytes])),
      ),
    ),
  ).toThrow(/^.{60,300}$/);
});

describe("damaged weights are named with their file", () => {
  const tensors = toStateDict(layout, exported.weights);
  const withTensors = (
    change: (map: Map<string, typeof tensors extends Map<string, infer T> ? T : never>) => void,
  ) => {
    const map = new Map(tensors);
    change(map);
    return writeSafetensors({ tensors: map, metadata: new Map() }, "F32");
  };
  const cut = folder.get(WEIGHTS)?.subarray(0, -1) ?? new Uint8Array();
  const notFinite = Uint8Array.from(folder.get(WEIGHTS) ?? []);
  notFinite.set([0, 0, 0xc0, 0x7f], notFinite.length - 4);
  test.for([
    ["cut", cut, "the tensors' last byte is"],
    ["empty", new Uint8Array(), "the file is 0 bytes long"],
    [
      "pickled",
      Uint8Array.from([0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9]),
      "the file is 9 bytes long",
    ],
    ["not finite", notFinite, 'tensor "class_embedding.weight": value 5 is NaN'],
    [
      "a tensor less",
      withTensors((map) => map.delete("conv_in.weight")),
      'tensor "conv_in.weight" is missing',
    ],
    [
      "a tensor more",
      withTensors((map) => map.set("extra", { shape: [1], values: new Float32Array(1) })),
      'tensor "extra" is not one',
    ],
    [
      "another shape",
      withTensors((map) => map.set("conv_in.weight", { shape: [4, 1], values: new Float32Array(4) })),
      'tensor "conv_in.weight" has shape [4, 1], expected [2, 2, 1, 1]',
    ],
  ] as const)("%s", ([, bytes, message]) => {
    const files = new Map(folder).set(WEIGHTS, bytes);
    expect(() => read(files)).toThrow(CheckpointError);
    expect(() => read(files)).toThrow(`${WEIGHTS}: ${message}`);
  });
});

test("no change of one byte does harm: a folder is read or refused, never anything else", () => {
  const paths = [...folder.keys()].filter(isFolderPath);
  fc.assert(
    fc.property(
      fc.constantFrom(...paths),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (path, place, flip) => {
        const bytes = Uint8Array.from(folder.get(path) ?? []);
        const i = place % bytes.length;
        bytes[i] = (bytes[i] ?? 0) ^ flip;
        try {
          return read(new Map(folder).set(path, bytes)).weights.every(Number.isFinite);
        } catch (error) {
          return error instanceof CheckpointError;
        }
      },
    ),
    { numRuns: 300 },
  );
});
