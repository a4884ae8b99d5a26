import { expect, test } from "vitest";
import { DataShelf } from "#engine/dataShelf.ts";
import { nodeSource } from "../../fixtures/nodeSource.ts";

test("a dataset is fetched once, and comes at the size that is asked for", async () => {
  let fetches = 0;
  const shelf = new DataShelf({
    ...nodeSource,
    fetchBytes: (name) => {
      fetches++;
      return nodeSource.fetchBytes(name);
    },
  });
  const [small, large] = await Promise.all([shelf.load("pixelfaces", 8), shelf.load("pixelfaces", 16)]);
  expect([small.dataset.size, large.dataset.size]).toEqual([8, 16]);
  expect(small.split).toEqual(large.split);
  expect(fetches).toBe(1);
});

test("a dataset that could not be fetched is tried again", async () => {
  let isOnline = false;
  const shelf = new DataShelf({
    ...nodeSource,
    fetchText: (name) => (isOnline ? nodeSource.fetchText(name) : Promise.reject(new Error("offline"))),
  });
  await expect(shelf.load("pixelfaces", 16)).rejects.toThrow("offline");
  isOnline = true;
  expect((await shelf.load("pixelfaces", 16)).dataset.count).toBe(4096);
});
