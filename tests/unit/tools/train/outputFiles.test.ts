import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { linkTo, outputFiles, prepareFiles, writeWhole } from "../../../../tools/train/outputFiles.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "train-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("stand beside the checkpoint", () => {
  const files = outputFiles("models/faces.safetensors");
  expect([files.weights, files.sheet, files.card]).toEqual([
    "models/faces.safetensors",
    "models/faces.png",
    "models/faces.md",
  ]);
  expect(files.snapshotWeights(100)).toBe("models/faces-100.safetensors");
  expect(files.snapshotSheet(0)).toBe("models/faces-0.png");
});

test("folders are made, and earlier files kept unless told otherwise", async () => {
  const files = outputFiles(join(folder, "a/b/faces.safetensors"));
  await prepareFiles(files, false);
  expect(existsSync(join(folder, "a/b"))).toBe(true);
  await writeWhole(files.weights, "old");
  await expect(prepareFiles(files, false)).rejects.toThrow(
    `${files.weights} is there already. Choose another --out, or add --overwrite.`,
  );
  await prepareFiles(files, true);
  expect(readFileSync(files.weights, "utf8")).toBe("old");
});

test("a folder that cannot be made is said before the training", async () => {
  await writeWhole(join(folder, "a"), "a file");
  await expect(prepareFiles(outputFiles(join(folder, "a/faces.safetensors")), false)).rejects.toThrow(
    /a cannot be written to: EEXIST: .*\. Choose another --out\.$/,
  );
});

test("a file is replaced whole, and nothing else is left", async () => {
  const path = join(folder, "x.md");
  await writeWhole(path, "a long text");
  await writeWhole(path, Uint8Array.of(104, 105));
  expect(readFileSync(path, "utf8")).toBe("hi");
  expect(readdirSync(folder)).toEqual(["x.md"]);
});

test("a link is the name alone, fit for Markdown", () => {
  expect(linkTo("models/my (first) faces.png")).toBe("my%20%28first%29%20faces.png");
});
