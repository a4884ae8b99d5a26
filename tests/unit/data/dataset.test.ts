import { describe, expect, test } from "vitest";
import type { Dataset } from "#data/dataset.ts";
import { selectImages } from "#data/dataset.ts";

const dataset: Dataset = {
  id: "three",
  count: 3,
  size: 1,
  channels: 3,
  images: Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]),
  labels: Uint8Array.from([0, 1, 0]),
  classes: ["a", "b"],
};

describe("selectImages", () => {
  test("takes pictures and labels in the order asked for", () => {
    const chosen = selectImages(dataset, [2, 1]);
    expect([...chosen.images]).toEqual([7, 8, 9, 4, 5, 6]);
    expect(chosen).toMatchObject({ count: 2, size: 1, channels: 3, classes: ["a", "b"] });
    expect([...(chosen.labels ?? [])]).toEqual([0, 1]);
  });

  test("a set without labels stays without", () => {
    expect(selectImages({ ...dataset, labels: null }, [0]).labels).toBeNull();
  });

  test("an image that is not there is named", () => {
    expect(() => selectImages(dataset, [3])).toThrow(RangeError);
  });
});
