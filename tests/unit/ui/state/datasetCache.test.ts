import { expect, test } from "vitest";
import { selectImages } from "#data/dataset.ts";
import { datasetById } from "#data/datasets/index.ts";
import { DatasetCache } from "#ui/state/datasetCache.ts";
import { nodeSource } from "../../../fixtures/nodeSource.ts";

test("a set is loaded once, however often it is asked for", async () => {
  let fetches = 0;
  const cache = new DatasetCache({
    ...nodeSource,
    fetchText: (name) => {
      fetches++;
      return nodeSource.fetchText(name);
    },
  });
  const [one, other] = await Promise.all([cache.get("digits"), cache.get("digits")]);
  expect(other).toBe(one);
  expect(await cache.get("digits")).toBe(one);
  expect(fetches).toBe(1);
});

test("a load that failed is tried again", async () => {
  let isDown = true;
  const cache = new DatasetCache({
    ...nodeSource,
    fetchText: (name) =>
      isDown ? Promise.reject(new Error("the network is down")) : nodeSource.fetchText(name),
  });
  await expect(cache.get("digits")).rejects.toThrow("the network is down");
  isDown = false;
  expect((await cache.get("digits")).count).toBe(5000);
});

test("the highlights are the plug-in's six pictures", async () => {
  const cache = new DatasetCache(nodeSource);
  expect(await cache.highlights("digits")).toEqual(
    selectImages(await cache.get("digits"), datasetById("digits").highlights),
  );
});

test("an unknown set is refused by name", async () => {
  await expect(new DatasetCache(nodeSource).highlights("cats")).rejects.toThrow('dataset "cats" is unknown');
  await expect(new DatasetCache(nodeSource).get("cats")).rejects.toThrow('dataset "cats" is unknown');
});
