import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { prepareWhole, whatIsAt, writeWhole } from "../../../tools/wholeFile.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whole-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a file is replaced whole, and nothing else is left", async () => {
  const path = join(folder, "x.md");
  await writeWhole(path, "a long text");
  await writeWhole(path, Uint8Array.of(104, 105));
  expect(readFileSync(path, "utf8")).toBe("hi");
  expect(readdirSync(folder)).toEqual(["x.md"]);
});

test("a file that cannot take its name leaves no part of it", async () => {
  mkdirSync(join(folder, "x.md"));
  await expect(writeWhole(join(folder, "x.md"), "text")).rejects.toThrow("EISDIR");
  expect(readdirSync(folder)).toEqual(["x.md"]);
});

test("what lies where the part goes is replaced, and a link there is not followed", async () => {
  writeFileSync(join(folder, "elsewhere"), "kept");
  for (const use of [
    () => prepareWhole(join(folder, "x.md")),
    () => writeWhole(join(folder, "x.md"), "text"),
  ]) {
    symlinkSync("elsewhere", join(folder, "x.md.part"));
    await use();
    expect(readFileSync(join(folder, "elsewhere"), "utf8")).toBe("kept");
  }
  expect(readdirSync(folder).toSorted()).toEqual(["elsewhere", "x.md"]);
});

test("folders are made, and nothing is left in them", async () => {
  await prepareWhole(join(folder, "a/b/x.md"));
  expect(readdirSync(join(folder, "a/b"))).toEqual([]);
});

test.for(["file/x.md", "file/a/x.md"])("%s, below a file, cannot be written", async (name) => {
  writeFileSync(join(folder, "file"), "");
  await expect(prepareWhole(join(folder, name))).rejects.toThrow(
    /x\.md cannot be written: (ENOTDIR|EEXIST): /,
  );
});

test("where the system makes no folders, as below /proc, it says so and ends", async () => {
  await expect(prepareWhole("/proc/x/y/z.md")).rejects.toThrow(/z\.md cannot be written: E[A-Z]+: /);
});

test("what is at a path, links to nothing included", async () => {
  writeFileSync(join(folder, "file"), "");
  symlinkSync("nowhere", join(folder, "link"));
  expect(await whatIsAt(folder)).toBe("folder");
  expect(await whatIsAt(join(folder, "file"))).toBe("file");
  expect(await whatIsAt(join(folder, "link"))).toBe("file");
  expect(await whatIsAt(join(folder, "none"))).toBe("nothing");
  await expect(whatIsAt(join(folder, "file/x"))).rejects.toThrow("file/x cannot be written: ENOTDIR");
});
