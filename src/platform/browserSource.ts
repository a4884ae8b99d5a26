import type { DatasetSource, DecodedPng } from "#data/dataset.ts";
import { DatasetError } from "#data/datasetError.ts";

/** Rows decoded at once: a canvas as tall as a whole dataset is more than some browsers allow. */
const BAND = 1024;

/**
 * Datasets as a page or a worker gets them: fetched from below `dataUrl`, an absolute address that ends in a slash, and
 * decoded by the browser with its colour management switched off.
 */
export function browserSource(dataUrl: string): DatasetSource {
  return {
    fetchText: async (name) => (await request(dataUrl, name)).text(),
    fetchBytes: async (name) => new Uint8Array(await (await request(dataUrl, name)).arrayBuffer()),
    decodePng,
    sha256,
  };
}

/** @throws {DatasetError} naming the address, when it cannot be reached or does not answer with the file. */
async function request(dataUrl: string, name: string): Promise<Response> {
  const url = new URL(name, dataUrl).href;
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new DatasetError(`${url} cannot be reached. Check the connection and try again.`, { cause });
  }
  if (!response.ok) {
    throw new DatasetError(`${url} answered ${response.status}, expected the file. Reload the page.`);
  }
  if (response.headers.get("content-type")?.startsWith("text/html") === true) {
    throw new DatasetError(
      `${url} answered with a web page, expected the file. The site was not published whole.`,
    );
  }
  return response;
}

async function decodePng(bytes: Uint8Array<ArrayBuffer>): Promise<DecodedPng> {
  const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }), {
    colorSpaceConversion: "none",
    premultiplyAlpha: "none",
  });
  try {
    const { width, height } = bitmap;
    const rgba = new Uint8ClampedArray(width * height * 4);
    for (let top = 0; top < height; top += BAND) {
      const rows = Math.min(BAND, height - top);
      const context = new OffscreenCanvas(width, rows).getContext("2d", { willReadFrequently: true });
      if (context === null)
        throw new DatasetError("this browser gives no 2-D canvas to decode pictures with");
      context.drawImage(bitmap, 0, -top);
      rgba.set(context.getImageData(0, 0, width, rows).data, top * width * 4);
    }
    return { width, height, rgba };
  } finally {
    bitmap.close();
  }
}

/** @throws {DatasetError} on a page without a secure origin, where browsers offer no hash. */
async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (!globalThis.isSecureContext) {
    throw new DatasetError(
      `${globalThis.location.origin} is not a secure origin, expected https or localhost: datasets cannot be checked here`,
    );
  }
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
