import { describe, expect, test } from "vitest";
import { MODEL_BYTES_MAX, MODEL_FILES_MAX } from "#protocol/modelFiles.ts";
import { chosenFiles, readableFiles, readFiles } from "#ui/files/chosenFiles.ts";
import type { ChosenFiles } from "#ui/files/chosenFiles.ts";

/** A file as an input of folders gives it. */
function inFolder(path: string, text = "x"): File {
  return Object.defineProperty(new File([text], path.split("/").at(-1) ?? ""), "webkitRelativePath", {
    value: path,
  });
}

function sized(path: string, size: number): ChosenFiles["files"][number] {
  return { path, file: Object.defineProperty(new File([], path), "size", { value: size }) };
}

describe("chosenFiles", () => {
  test("one file goes by its name, a folder by its own, and nothing is nothing", () => {
    const zip = new File(["x"], "a.zip");
    expect(chosenFiles([zip])).toEqual({
      source: "a.zip",
      isFolder: false,
      files: [{ path: "a.zip", file: zip }],
    });
    const folder = chosenFiles([inFolder("mine/model_index.json"), inFolder("mine/unet/config.json")]);
    expect(folder).toMatchObject({ source: "mine", isFolder: true });
    expect(folder?.files.map(({ path }) => path)).toEqual(["mine/model_index.json", "mine/unet/config.json"]);
    expect(chosenFiles([])).toBeNull();
  });
});

describe("readableFiles", () => {
  test("of a folder the parts of a model are kept, whatever else is in it", () => {
    const chosen = chosenFiles(
      [
        "model_index.json",
        "unet/diffusion_pytorch_model.safetensors",
        "samples.png",
        "train.py",
        "optimizer.safetensors",
        "logs/state.json",
      ].map((path) => inFolder(`mine/${path}`)),
    );
    const kept = chosen && readableFiles(chosen);
    expect(kept && "files" in kept ? kept.files.map(({ path }) => path) : kept).toEqual([
      "mine/model_index.json",
      "mine/unet/diffusion_pytorch_model.safetensors",
    ]);
  });

  const file = { source: "it", isFolder: false };
  const folder = { source: "it", isFolder: true };
  const models = Array.from({ length: MODEL_FILES_MAX + 1 }, (_, i) => sized(`it/${i}/model_index.json`, 1));
  const index = sized("it/model_index.json", 1);
  const tooLarge = sized("it/pictures.zip", MODEL_BYTES_MAX + 1);

  test("what is no part of a model is not counted", () => {
    const others = Array.from({ length: 1000 }, (_, i) => sized(`it/data/${i}.json`, 1));
    const kept = readableFiles({ ...folder, files: [...others, index, tooLarge] });
    expect(kept).toEqual({ ...folder, files: [index] });
  });

  test("a folder without a model may hold one file that is one", () => {
    const network = sized("it/faces.safetensors", 1);
    expect(readableFiles({ ...folder, files: [sized("it/faces.json", 1), network] })).toEqual({
      ...folder,
      files: [network],
    });
  });

  test.each<[string, ChosenFiles]>([
    ["kind", { ...file, files: [sized("it.png", 1)] }],
    ["empty", { ...folder, files: [sized("it/a.png", 1)] }],
    ["kind", { ...file, files: [sized("model_index.json", 1)] }],
    ["empty", { ...folder, files: [sized("it/a.json", 1)] }],
    ["several", { ...folder, files: [sized("a.zip", 1), sized("b.zip", 1)] }],
    ["several", { ...folder, files: [sized("it/a.safetensors", 1), sized("it/b.zip", 1)] }],
    ["many", { ...folder, files: models }],
    ["many", { ...folder, files: [index], isCut: true }],
    ["large", { ...file, files: [sized("it.ZIP", MODEL_BYTES_MAX + 1)] }],
    ["large", { ...folder, files: [sized("it/unet/config.json", MODEL_BYTES_MAX), index] }],
  ])("%s: refused before anything is read", (reason, chosen) => {
    expect(readableFiles(chosen)).toEqual({ reason, source: "it" });
  });
});

test("readFiles gives the bytes by path", async () => {
  const files = [{ path: "mine/a.json", file: new File(["{}"], "a.json") }];
  expect(await readFiles({ source: "mine", isFolder: true, files })).toEqual([
    { path: "mine/a.json", bytes: new TextEncoder().encode("{}") },
  ]);
});
