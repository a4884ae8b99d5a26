import * as v from "valibot";
import { expect, test } from "vitest";
import { isFolderPath, paths } from "#checkpoint/diffusers/paths.ts";
import { isModelPath, MODEL_BYTES_MAX, MODEL_FILES_MAX, modelFiles } from "#protocol/modelFiles.ts";

const file = (path: string, length = 1) => ({ path, bytes: new Uint8Array(length) });

test("files are some, not too many, and not too large together", () => {
  const half = file("a", MODEL_BYTES_MAX / 2);
  expect(v.is(modelFiles, [half, half])).toBe(true);
  expect(v.is(modelFiles, [half, half, file("b")])).toBe(false);
  expect(v.is(modelFiles, [])).toBe(false);
  expect(
    v.is(
      modelFiles,
      Array.from({ length: MODEL_FILES_MAX + 1 }, () => file("a")),
    ),
  ).toBe(false);
});

test.each([
  [{ path: "a", bytes: [1] }],
  [{ path: "", bytes: new Uint8Array(1) }],
  [{ path: "a".repeat(513), bytes: new Uint8Array(1) }],
])("file %# is none", (wrong) => {
  expect(v.is(modelFiles, [wrong])).toBe(false);
});

test.each([...Object.values(paths), "unet/model.safetensors", "config.json", "xmodel_index.json"])(
  "%s is sent if it is read",
  (path) => {
    for (const top of ["", "mine/", "a/b/", "__MACOSX/._", "x"]) {
      expect(isModelPath(`${top}${path}`)).toBe(isFolderPath(`${top}${path}`));
    }
  },
);
