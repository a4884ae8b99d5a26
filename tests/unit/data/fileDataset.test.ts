import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, test, vi } from "vitest";
import type { DatasetSource } from "#data/dataset.ts";
import { DatasetError, remedy } from "#data/datasetError.ts";
import { loadFileDataset } from "#data/fileDataset.ts";
import { nodeSource } from "../../fixtures/nodeSource.ts";

test.each(["pixelfaces", "digits"])(
  "%s has the pixels, labels and shape that its manifest names",
  async (id) => {
    const url = new URL(`../../../public/data/${id}.json`, import.meta.url);
    const manifest: unknown = JSON.parse(await readFile(url, "utf8"));
    const { count, size, channels, images, labels, classes } = await loadFileDataset(nodeSource, id);
    expect(manifest).toMatchObject({
      count,
      size,
      channels,
      classes,
      labels: Array.from(labels ?? [], (label) => label.toString(36)).join(""),
      sha256: createHash("sha256").update(images).digest("hex"),
    });
  },
);

test("the first four pixels of one image are taken from its row, in reading order", async () => {
  const { images, size } = await loadFileDataset(nodeSource, "pixelfaces");
  const { rgba } = await nodeSource.decodePng(await nodeSource.fetchBytes("pixelfaces.png"));
  const row = [...rgba.subarray(77 * size * size * 4, 77 * size * size * 4 + 16)];
  expect([...images.subarray(77 * size * size * 3, 77 * size * size * 3 + 12)]).toEqual(
    row.filter((_, i) => i % 4 !== 3),
  );
});

test("one corrupted pixel is refused, with both hashes and a remedy", async () => {
  const corrupted = loadFileDataset(
    {
      ...nodeSource,
      decodePng: async (bytes) => {
        const png = await nodeSource.decodePng(bytes);
        png.rgba[123_456] = (png.rgba[123_456] ?? 0) ^ 1;
        return png;
      },
    },
    "digits",
  );
  await expect(corrupted).rejects.toThrow(DatasetError);
  await expect(corrupted).rejects.toThrow(
    /^digits\.png: .*[0-9a-f]{64}, expected [0-9a-f]{64}\. Reload the page/,
  );
});

test("a picture of another shape is refused before it is decoded", async () => {
  const decodePng = vi.fn<DatasetSource["decodePng"]>(nodeSource.decodePng);
  const mixedUp = loadFileDataset(
    { ...nodeSource, decodePng, fetchBytes: () => nodeSource.fetchBytes("pixelfaces.png") },
    "digits",
  );
  await expect(mixedUp).rejects.toThrow(
    new DatasetError(`digits.png is 256 x 4096 pixels, expected 784 x 5000. ${remedy}`),
  );
  expect(decodePng).not.toHaveBeenCalled();
});

test("a decoder that yields another shape than the header says is refused", async () => {
  const shrunk = loadFileDataset(
    {
      ...nodeSource,
      decodePng: async (bytes) => ({ ...(await nodeSource.decodePng(bytes)), height: 4999 }),
    },
    "digits",
  );
  await expect(shrunk).rejects.toThrow(
    new DatasetError(`digits.png is 784 x 4999 pixels, expected 784 x 5000. ${remedy}`),
  );
});

test("a PNG that breaks off is refused by name", async () => {
  const fetchBytes = async () => (await nodeSource.fetchBytes("digits.png")).slice(0, 1000);
  await expect(loadFileDataset({ ...nodeSource, fetchBytes }, "digits")).rejects.toThrow(
    /^digits\.png: 1000 bytes do not decode: .+ Reload the page/,
  );
});

test("a file that is no PNG is refused by name", async () => {
  const html = Buffer.from("<!doctype html>");
  const broken = loadFileDataset({ ...nodeSource, fetchBytes: async () => new Uint8Array(html) }, "digits");
  await expect(broken).rejects.toThrow(/^digits\.png: 15 bytes do not decode: .+ Reload the page/);
});

test("what the source cannot fetch is passed on", async () => {
  await expect(loadFileDataset(nodeSource, "nosuch")).rejects.toThrow("nosuch.json");
});
