import { expect, test } from "vitest";
import { droppedFiles } from "#ui/files/droppedFiles.ts";

interface Entry {
  readonly name: string;
  readonly fullPath: string;
  readonly isFile: boolean;
  readonly isDirectory: boolean;
}

function file(fullPath: string) {
  const name = fullPath.split("/").at(-1) ?? "";
  const give = (resolve: (file: File) => void) => resolve(new File(["x"], name));
  return { name, fullPath, isFile: true, isDirectory: false, file: give };
}

/** Its reader hands out one entry at a time, as a browser's hands out a hundred. */
function folder(fullPath: string, entries: readonly Entry[]) {
  const name = fullPath.split("/").at(-1) ?? "";
  const createReader = () => {
    const left = [...entries];
    return { readEntries: (resolve: (some: readonly Entry[]) => void) => resolve(left.splice(0, 1)) };
  };
  return { name, fullPath, isFile: false, isDirectory: true, createReader };
}

function transfer(entries: readonly (Entry | null)[], files: readonly File[] = []): DataTransfer {
  const items = entries.map((entry) => ({ webkitGetAsEntry: () => entry }));
  // Of all that a browser has there, this is what is looked at.
  return { items, files } as unknown as DataTransfer;
}

async function pathsOf(dropped: DataTransfer) {
  const chosen = await droppedFiles(dropped);
  return chosen && [chosen.source, chosen.isFolder, chosen.files.map(({ path }) => path)];
}

test("a file is one, and a folder all that is below it", async () => {
  expect(await pathsOf(transfer([file("/a.zip")]))).toEqual(["a.zip", false, ["a.zip"]]);
  const unet = folder("/mine/unet", [file("/mine/unet/config.json"), file("/mine/unet/model.safetensors")]);
  expect(await pathsOf(transfer([folder("/mine", [file("/mine/model_index.json"), unet])]))).toEqual([
    "mine",
    true,
    ["mine/model_index.json", "mine/unet/config.json", "mine/unet/model.safetensors"],
  ]);
});

test("several files together are a folder's", async () => {
  expect(await pathsOf(transfer([file("/a.json"), file("/b.json")]))).toEqual([
    "a.json",
    true,
    ["a.json", "b.json"],
  ]);
});

test("files that are no entries come as they are, and a text is no file", async () => {
  expect(await pathsOf(transfer([null], [new File(["x"], "a.zip")]))).toEqual(["a.zip", false, ["a.zip"]]);
  expect(await pathsOf(transfer([null]))).toBeNull();
});

test("a folder without end is searched for a while", async () => {
  const endless = {
    ...folder("/deep", []),
    createReader: () => ({
      readEntries: (resolve: (some: readonly Entry[]) => void) => resolve([endless, file("/deep/a.json")]),
    }),
  };
  const chosen = await droppedFiles(transfer([endless]));
  expect(chosen?.files.length).toBeLessThan(1000);
});
