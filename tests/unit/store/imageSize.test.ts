import { expect, test } from "vitest";
import { createAppStore } from "#store/appStore.ts";
import { decodeHash } from "#store/hash.ts";
import { imageSizes, legalImageSize } from "#store/imageSize.ts";

test.each([
  ["pixelfaces", ["8", "16"]],
  ["digits", ["8", "16", "28"]],
  ["flowers", ["8", "16", "28", "32"]],
])("the pictures of %s are never enlarged", (dataset, sizes) => {
  expect(imageSizes(dataset)).toEqual(sizes);
});

test("a size stays where the dataset has it, else the dataset's own is taken", () => {
  expect(legalImageSize({ px: "16", data: "flowers" })).toBe("16");
  expect(legalImageSize({ px: "32", data: "digits" })).toBe("28");
  expect(legalImageSize({ px: "32", data: "pixelfaces" })).toBe("16");
});

test("another dataset takes the size along as far as it goes", () => {
  const store = createAppStore("#data=flowers&px=32");
  store.choose({ data: "digits" });
  expect(store.getState().choices.px).toBe("28");
});

test("a link that asks for more than the dataset has is corrected, with a note", () => {
  const { choices, notes } = decodeHash("#data=pixelfaces&px=32");
  expect(choices.px).toBe("16");
  expect(notes).toEqual([{ reason: "clamped", key: "px", value: "32", used: "16" }]);
});
