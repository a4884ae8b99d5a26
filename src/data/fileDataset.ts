import { at } from "#math/at.ts";
import type { Dataset, DatasetSource, DecodedPng } from "./dataset.ts";
import { DatasetError, remedy } from "./datasetError.ts";
import type { Manifest } from "./manifest.ts";
import { parseManifest } from "./manifest.ts";

/**
 * A dataset that was built beforehand: `<id>.png` holds one image per row of pixels, `<id>.json` says what they are. The
 * decoded pixels must have the manifest's hash, for a browser that alters colours would train on other data than it shows.
 *
 * @throws {DatasetError} when a file is missing, its shape is wrong or its pixels are not those that were built.
 */
export async function loadFileDataset(source: DatasetSource, id: string): Promise<Dataset> {
  const [text, png] = await Promise.all([source.fetchText(`${id}.json`), source.fetchBytes(`${id}.png`)]);
  const manifest = parseManifest(id, text);
  const images = takePixels(manifest, await decodePng(source, id, png));
  const sha256 = await source.sha256(images);
  if (sha256 !== manifest.sha256) {
    throw new DatasetError(
      `${id}.png: its pixels have SHA-256 ${sha256}, expected ${manifest.sha256}. ${remedy} ` +
        "Privacy extensions that alter canvases must be off for this page.",
    );
  }
  const { count, size, channels, classes, labels } = manifest;
  return {
    id,
    count,
    size,
    channels,
    images,
    labels: Uint8Array.from(labels, (digit) => parseInt(digit, 36)),
    classes,
  };
}

async function decodePng(
  source: DatasetSource,
  id: string,
  png: Uint8Array<ArrayBuffer>,
): Promise<DecodedPng> {
  try {
    return await source.decodePng(png);
  } catch (cause) {
    throw new DatasetError(`${id}.png: ${png.length} bytes do not decode: ${String(cause)}. ${remedy}`, {
      cause,
    });
  }
}

/** RGBA rows as bytes [N,S,S,C]; a grey picture has the same value in R, G and B. */
function takePixels(manifest: Manifest, png: DecodedPng): Uint8Array<ArrayBuffer> {
  const { id, count, size, channels } = manifest;
  const width = size * size;
  if (png.width !== width || png.height !== count) {
    throw new DatasetError(
      `${id}.png is ${png.width} x ${png.height} pixels, expected ${width} x ${count}. ${remedy}`,
    );
  }
  const images = new Uint8Array(count * width * channels);
  for (let pixel = 0, out = 0; pixel < count * width; pixel++) {
    for (let c = 0; c < channels; c++) images[out++] = at(png.rgba, pixel * 4 + c);
  }
  return images;
}
