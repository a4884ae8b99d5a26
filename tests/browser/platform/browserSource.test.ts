import { expect, test, vi } from "vitest";
import { loadFileDataset } from "#data/fileDataset.ts";
import { browserSource } from "#platform/browserSource.ts";

const source = browserSource(new URL("/data/", location.href).href);

test.each(["pixelfaces", "digits"])(
  "the browser decodes %s to the very pixels that were built",
  async (id) => {
    const { images, count, size, channels } = await loadFileDataset(source, id);
    expect(images).toHaveLength(count * size * size * channels);
  },
);

test("a web page in place of a file that is not there is named by its address", async () => {
  const missing = browserSource(new URL("/", location.href).href).fetchBytes("index.html");
  await expect(missing).rejects.toThrow(/\/index\.html answered with a web page, expected the file/);
});

test("an answer that is an error is named by its address and status", async () => {
  const answer = vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response("", { status: 404 }));
  const missing = browserSource("https://example.test/app/data/").fetchText("digits.json");
  await expect(missing).rejects.toThrow(
    "https://example.test/app/data/digits.json answered 404, expected the file",
  );
  expect(answer).toHaveBeenCalledExactlyOnceWith("https://example.test/app/data/digits.json");
  answer.mockRestore();
});

test("bytes that are no PNG do not decode", async () => {
  await expect(source.decodePng(Uint8Array.of(1, 2, 3))).rejects.toThrow(DOMException);
});

test("a host that cannot be reached is named by its address", async () => {
  await expect(browserSource("http://localhost:1/").fetchText("digits.json")).rejects.toThrow(
    "http://localhost:1/digits.json cannot be reached",
  );
});
