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
  expect(await pathsOf(transfer([file("/a.zip"), file("/model_index.json")]))).toEqual([
    "a.zip",
    true,
    ["a.zip", "model_index.json"],
  ]);
});

test("what is no part of a model is not opened, however much there is of it", async () => {
  const locked = (path: string) => ({
    ...file(path),
    file: (_: unknown, reject: (reason: Error) => void) => reject(new Error("locked")),
  });
  const pictures = Array.from({ length: 4000 }, (_, i) => locked(`/mine/data/${i}.json`));
  const mine = folder("/mine", [folder("/mine/data", pictures), file("/mine/model_index.json")]);
  const chosen = await droppedFiles(transfer([mine]));
  expect(chosen).toMatchObject({ source: "mine", files: [{ path: "mine/model_index.json" }] });
  expect(chosen?.isCut).toBeUndefined();
});

test("a file that cannot be opened is told", async () => {
  const gone = {
    ...file("/a.zip"),
    file: (_: unknown, reject: (reason: Error) => void) => reject(new Error("it has gone")),
  };
  await expect(droppedFiles(transfer([gone]))).rejects.toThrow("it has gone");
});

test("files that are no entries come as they are, and a text is no file", async () => {
  expect(await pathsOf(transfer([null], [new File(["x"], "a.zip")]))).toEqual(["a.zip", false, ["a.zip"]]);
  expect(await pathsOf(transfer([null]))).toBeNull();
});

test("a folder with more than is searched is cut, and says so", async () => {
  const entries = Array.from({ length: 5000 }, (_, i) => file(`/mine/${i}.png`));
  const chosen = await droppedFiles(
    transfer([folder("/mine", [file("/mine/model_index.json"), ...entries])]),
  );
  expect(chosen).toEqual({ source: "mine", isFolder: true, files: [], isCut: true });
});

test("a folder without end is searched for a while", async () => {
  const endless = {
    ...folder("/deep", []),
    createReader: () => ({
      readEntries: (resolve: (some: readonly Entry[]) => void) => resolve([endless, file("/deep/a.json")]),
    }),
  };
  const chosen = await droppedFiles(transfer([endless]));
  expect(chosen).toMatchObject({ source: "deep", files: [], isCut: true });
});
