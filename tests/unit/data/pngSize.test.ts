import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { pngSize } from "#data/pngSize.ts";
import { nodeSource } from "../../fixtures/nodeSource.ts";

const png = new Uint8Array(PNG.sync.write(new PNG({ width: 300, height: 2 })));

test("a written PNG has the size that it was written with", () => {
  expect(pngSize(png)).toEqual({ width: 300, height: 2 });
});

test("a stored set has the size that it decodes to", async () => {
  const bytes = await nodeSource.fetchBytes("digits.png");
  const { width, height } = await nodeSource.decodePng(bytes);
  expect(pngSize(bytes)).toEqual({ width, height });
});

test("bytes in the middle of a buffer are read from where they start", () => {
  const padded = new Uint8Array(png.length + 5);
  padded.set(png, 5);
  expect(pngSize(padded.subarray(5))).toEqual({ width: 300, height: 2 });
});

test.each([0, 4])("a wrong byte %d of the signature is refused", (index) => {
  expect(() => pngSize(png.with(index, 0))).toThrow(
    new RangeError("the first 8 bytes are not the signature of a PNG"),
  );
});

test("another first chunk, or a file that ends inside it, is refused", () => {
  const refusal = new RangeError("the first chunk is not an IHDR");
  expect(() => pngSize(png.with(12, 0))).toThrow(refusal);
  expect(() => pngSize(png.subarray(0, 23))).toThrow(refusal);
});
