import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PNG } from "pngjs";
import type { DatasetSource } from "#data/dataset.ts";

/** Datasets read from a folder on disk and decoded by pngjs: what `src/platform/browserSource.ts` is to a browser. */
export function createNodeSource(folder: string): DatasetSource {
  return {
    fetchText: (name) => readFile(join(folder, name), "utf8"),
    fetchBytes: async (name) => new Uint8Array(await readFile(join(folder, name))),
    decodePng: async (bytes) => {
      const { width, height, data } = PNG.sync.read(Buffer.from(bytes));
      return { width, height, rgba: data };
    },
    sha256: async (bytes) => createHash("sha256").update(bytes).digest("hex"),
  };
}
