import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Dataset } from "#data/dataset.ts";
import { selectImages } from "#data/dataset.ts";
import { datasetById, datasets } from "#data/datasets/index.ts";
import { nodeSource } from "../fixtures/nodeSource.ts";
import { pluginFiles } from "../fixtures/plugin.ts";

const licences = readFileSync(new URL("../../public/data/LICENSES.md", import.meta.url), "utf8");

test("the registry finds the files of its folder, which have the plug-ins' names", () => {
  expect([...datasets.keys()].toSorted()).toEqual(pluginFiles("src/data/datasets"));
});

test("the menu has the plug-ins' order, in which no two share a place", () => {
  const orders = [...datasets.values()].map(({ order }) => order);
  expect(orders).toEqual([...new Set(orders)].toSorted((a, b) => a - b));
});

test("an unknown id is refused by name, with the known ones", () => {
  expect(() => datasetById("hanzi")).toThrow(RangeError);
  expect(() => datasetById("hanzi")).toThrow(
    `dataset "hanzi" is unknown; there are ${[...datasets.keys()].join(", ")}`,
  );
});

describe.each([...datasets.values()])("$id", (plugin) => {
  const loading: Promise<Dataset> = plugin.load(nodeSource);

  test("has images of a size that a UNet can halve twice, one byte per value", async () => {
    const { id, count, size, channels, images } = await loading;
    expect(id).toBe(plugin.id);
    expect(size).toBe(plugin.size);
    expect(size % 4).toBe(0);
    expect(count).toBeGreaterThanOrEqual(1000);
    expect(images).toHaveLength(count * size * size * channels);
  });

  test("uses the range from near black to near white", async () => {
    const { images } = await loading;
    expect(images.reduce((a, b) => Math.min(a, b), 255)).toBeLessThan(40);
    expect(images.reduce((a, b) => Math.max(a, b), 0)).toBeGreaterThan(250);
  });

  test("has one label per image, and every class has images", async () => {
    const { count, labels, classes } = await loading;
    expect(labels).toHaveLength(count);
    expect(new Set(labels)).toEqual(new Set(classes.keys()));
  });

  test("is mixed, so that any stretch shows all classes", async () => {
    const { labels, classes } = await loading;
    expect(new Set(labels?.subarray(0, 200)).size).toBe(classes.length);
    expect(new Set(labels?.subarray(-200)).size).toBe(classes.length);
  });

  test("has no image twice", async () => {
    const { count, images } = await loading;
    const length = images.length / count;
    const distinct = new Set(
      Array.from({ length: count }, (_, n) =>
        Buffer.from(images.buffer, n * length, length).toString("latin1"),
      ),
    );
    expect(distinct.size).toBe(count);
  });

  test("a preview shows the very highlights of the whole set", async () => {
    const dataset = await loading;
    const preview = plugin.preview?.() ?? selectImages(dataset, plugin.highlights);
    expect(preview).toEqual(selectImages(dataset, plugin.highlights));
  });

  test("has the same pixels when it is loaded again", async () => {
    const first = await loading;
    const second = await plugin.load(nodeSource);
    expect(Buffer.compare(first.images, second.images)).toBe(0);
    expect(first.labels).toEqual(second.labels);
  });

  test("has six different highlights", async () => {
    const { count } = await loading;
    expect(new Set(plugin.highlights).size).toBe(6);
    for (const index of plugin.highlights) {
      expect(Number.isInteger(index) && index >= 0 && index < count).toBe(true);
    }
  });

  test("names its licence, and that of a stored set is in LICENSES.md beside it", () => {
    expect(plugin.credit).not.toBe("");
    const heading = `## ${plugin.id}.png, ${plugin.id}.json: ${plugin.licence}\n`;
    expect(plugin.licence === "MIT" || licences.includes(heading)).toBe(true);
  });
});
