import { expect, test } from "vitest";
import { DatasetError, remedy } from "#data/datasetError.ts";
import { parseManifest } from "#data/manifest.ts";

const good = {
  id: "tiny",
  count: 3,
  size: 4,
  channels: 1,
  classes: ["a", "b"],
  labels: "010",
  licence: "MIT",
  source: "here",
  sha256: "0".repeat(64),
};

test("a good manifest is read field by field, and what it does not know is left out", () => {
  expect(parseManifest("tiny", JSON.stringify({ ...good, extra: 1 }))).toEqual(good);
});

test.each([
  ["id", "big", 'id is "big", expected "tiny"'],
  ["count", 0, "count is 0, expected a whole number in 1..65536"],
  ["count", 2.5, "count is 2.5, expected a whole number in 1..65536"],
  ["size", "4", 'size is "4", expected a whole number in 1..64'],
  ["channels", 4, "channels is 4, expected 1 or 3"],
  ["classes", ["a", 2], 'classes is ["a",2], expected a list of names'],
  ["labels", undefined, "labels is missing, expected base-36 digits"],
  ["labels", "01", 'labels is "01", expected 3 digits'],
  ["labels", "012", 'labels is "012", expected digits below 2'],
  ["licence", "", 'licence is "", expected a licence'],
  ["source", null, "source is null, expected a source"],
  ["sha256", "abc", 'sha256 is "abc", expected 64 hexadecimal digits'],
])("%s = %j is refused", (name, value, message) => {
  const text = JSON.stringify({ ...good, [name]: value });
  expect(() => parseManifest("tiny", text)).toThrow(DatasetError);
  expect(() => parseManifest("tiny", text)).toThrow(`tiny.json: ${message}. Reload the page`);
});

test("all images together have at most 16,777,216 pixels", () => {
  const manifest = (count: number) => JSON.stringify({ ...good, count, size: 64, labels: "0".repeat(count) });
  expect(parseManifest("tiny", manifest(4096)).count * 64 * 64).toBe(16_777_216);
  expect(() => parseManifest("tiny", manifest(4097))).toThrow(
    new DatasetError(`tiny.json: count is 4097, expected at most 4096 images of 64 x 64. ${remedy}`),
  );
});

test("a page in place of the manifest is named as such", () => {
  expect(() => parseManifest("tiny", "<!doctype html>")).toThrow(
    'tiny.json: expected JSON, found "<!doctype html>". Reload the page',
  );
  expect(() => parseManifest("tiny", "7")).toThrow("tiny.json: expected an object, found 7");
});
