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
      ["model_index.json", "unet/diffusion_pytorch_model.safetensors", "samples.png", "train.py"].map(
        (path) => inFolder(`mine/${path}`),
      ),
    );
    const kept = chosen && readableFiles(chosen);
    expect(kept && "files" in kept ? kept.files.map(({ path }) => path) : kept).toEqual([
      "mine/model_index.json",
      "mine/unet/diffusion_pytorch_model.safetensors",
    ]);
  });

  const file = { source: "it", isFolder: false };
  const folder = { source: "it", isFolder: true };
  const many = Array.from({ length: MODEL_FILES_MAX + 1 }, (_, i) => sized(`it/${i}.json`, 1));
  test.each<[string, ChosenFiles]>([
    ["kind", { ...file, files: [sized("it.png", 1)] }],
    ["empty", { ...folder, files: [sized("it/a.png", 1)] }],
    ["many", { ...folder, files: many }],
    ["large", { ...file, files: [sized("it.ZIP", MODEL_BYTES_MAX + 1)] }],
    ["large", { ...folder, files: [sized("it/a.json", MODEL_BYTES_MAX), sized("it/b.json", 1)] }],
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
