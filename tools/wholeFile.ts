import { existsSync } from "node:fs";
import { lstat, mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Where the bytes of a file are until all of them are there. */
const partOf = (path: string): string => `${path}.part`;

/** Whole or not at all: the bytes go to a file beside, which then takes the name. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const part = partOf(path);
  try {
    // What an earlier run left there may be a link to somewhere else.
    await rm(part, { force: true });
    await writeFile(part, content, { flag: "wx" });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/**
 * Makes the folder of a file and tries whether `writeWhole` can write there, so that hours of work do not end without it.
 *
 * @throws {Error} when it cannot.
 */
export async function prepareWhole(path: string): Promise<void> {
  try {
    await makeFolder(dirname(path));
    const part = partOf(path);
    await rm(part, { force: true });
    await (await open(part, "wx")).close();
    await rm(part);
  } catch (cause) {
    throw new Error(`${path} cannot be written: ${reasonOf(cause)}`, { cause });
  }
}

/**
 * What is at a path, be it only a link to nothing.
 *
 * @throws {Error} when that cannot be found out.
 */
export async function whatIsAt(path: string): Promise<"nothing" | "folder" | "file"> {
  try {
    return (await lstat(path)).isDirectory() ? "folder" : "file";
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return "nothing";
    throw new Error(`${path} cannot be written: ${reasonOf(cause)}`, { cause });
  }
}

/** One folder after the other: Node's own way to do so never ends where the system refuses, as below /proc. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolder(dirname(folder));
  await mkdir(folder);
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
