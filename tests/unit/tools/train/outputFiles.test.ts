import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { linkTo, outputFiles, prepareFiles } from "../../../../tools/train/outputFiles.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "train-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("stand beside the checkpoint", () => {
  const { weights, sheet, card, ...files } = outputFiles("models/faces.safetensors");
  expect([weights, sheet, card]).toEqual(["models/faces.safetensors", "models/faces.png", "models/faces.md"]);
  expect(files.snapshotWeights(100)).toBe("models/faces-100.safetensors");
  expect(files.snapshotSheet(0)).toBe("models/faces-0.png");
});

const files = () => outputFiles(join(folder, "faces.safetensors"));

test("folders are made, and earlier files kept unless told otherwise", async () => {
  const inNew = outputFiles(join(folder, "a/b/faces.safetensors"));
  await prepareFiles(inNew, [], false);
  expect(readdirSync(join(folder, "a/b"))).toEqual([]);
  writeFileSync(inNew.weights, "old");
  await expect(prepareFiles(inNew, [], false)).rejects.toThrow(
    `${inNew.weights} is there already. Choose another --out, or add --overwrite.`,
  );
  await prepareFiles(inNew, [], true);
  expect(readFileSync(inNew.weights, "utf8")).toBe("old");
});

test.for(["faces.png", "faces.md", "faces-0.png", "faces-7.png", "faces-7.safetensors"])(
  "an earlier %s is kept too",
  async (name) => {
    writeFileSync(join(folder, name), "old");
    await expect(prepareFiles(files(), [0, 7], false)).rejects.toThrow(`${name} is there already.`);
    await prepareFiles(files(), [0, 7], true);
    expect(readdirSync(folder)).toEqual([name]);
  },
);

test("files that this run does not write are nobody's business", async () => {
  for (const name of ["faces-0.safetensors", "faces-8.png"]) writeFileSync(join(folder, name), "old");
  await expect(prepareFiles(files(), [0, 7], false)).resolves.toBeUndefined();
});

test("a link to nothing is there already", async () => {
  symlinkSync(join(folder, "nothing"), join(folder, "faces.md"));
  await expect(prepareFiles(files(), [], false)).rejects.toThrow("faces.md is there already.");
});

test("a folder in the place of a file cannot be overwritten", async () => {
  mkdirSync(join(folder, "faces-7.png"));
  await expect(prepareFiles(files(), [7], true)).rejects.toThrow(
    `${join(folder, "faces-7.png")} is a folder. Choose another --out.`,
  );
});

test("names that are too long are found before the training, whichever it is", async () => {
  // The file system takes 255 bytes; the weights of a snapshot with their ending .part are the longest.
  const longest = outputFiles(join(folder, `${"x".repeat(255 - "-7.safetensors.part".length)}.safetensors`));
  await prepareFiles(longest, [7], false);
  await expect(prepareFiles(longest, [70], false)).rejects.toThrow(/cannot be written: ENAMETOOLONG/);
});

test("a link is the name alone, fit for Markdown", () => {
  expect(linkTo("models/my (first) faces.png")).toBe("my%20%28first%29%20faces.png");
});
