import { expect, test } from "vitest";
import { absentData } from "#engine/absentData.ts";

test("tells the shape of pictures that are not there, and numbers for the names of their classes", () => {
  const { dataset, split } = absentData("cats", 16, { channels: 1, classes: 3 });
  expect(dataset).toMatchObject({ id: "cats", count: 0, size: 16, channels: 1, classes: ["0", "1", "2"] });
  expect([dataset.images.length, dataset.labels?.length]).toEqual([0, 0]);
  expect([split.train.length, split.validation.length]).toEqual([0, 0]);
  expect(absentData("cats", 16, { channels: 3, classes: null }).dataset).toMatchObject({
    labels: null,
    classes: [],
  });
});
