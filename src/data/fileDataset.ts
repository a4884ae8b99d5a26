import { at } from "#math/at.ts";
import type { Dataset, DatasetSource, DecodedPng } from "./dataset.ts";
import { DatasetError, remedy } from "./datasetError.ts";
import type { Manifest } from "./manifest.ts";
import { parseManifest } from "./manifest.ts";
import type { PictureSize } from "./pngSize.ts";
import { pngSize } from "./pngSize.ts";

/**
 * A dataset that was built beforehand: `<id>.png` holds one image per row of pixels, `<id>.json` says what they are. The
 * decoded pixels must have the manifest's hash, for a browser that alters colours would train on other data than it shows.
 *
 * @throws {DatasetError} when a file is missing, its shape is wrong or its pixels are not those that were built.
 */
export async function loadFileDataset(source: DatasetSource, id: string): Promise<Dataset> {
  const [text, png] = await Promise.all([source.fetchText(`${id}.json`), source.fetchBytes(`${id}.png`)]);
  const manifest = parseManifest(id, text);
  const images = takePixels(manifest, await decodePng(source, manifest, png));
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

/** The pixels of a picture that has the manifest's shape: its header is read first, for decoding takes memory by the pixel. */
async function decodePng(
  source: DatasetSource,
  { id, size, count }: Manifest,
  png: Uint8Array<ArrayBuffer>,
): Promise<DecodedPng> {
  const expected = { width: size * size, height: count };
  try {
    requireSize(id, pngSize(png), expected);
    const decoded = await source.decodePng(png);
    requireSize(id, decoded, expected);
    return decoded;
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    throw new DatasetError(`${id}.png: ${png.length} bytes do not decode: ${String(cause)}. ${remedy}`, {
      cause,
    });
  }
}

function requireSize(id: string, { width, height }: PictureSize, expected: PictureSize): void {
  if (width === expected.width && height === expected.height) return;
  throw new DatasetError(
    `${id}.png is ${width} x ${height} pixels, expected ${expected.width} x ${expected.height}. ${remedy}`,
  );
}

/** RGBA rows as bytes [N,S,S,C]; a grey picture has the same value in R, G and B. */
function takePixels({ count, size, channels }: Manifest, { rgba }: DecodedPng): Uint8Array<ArrayBuffer> {
  const pixels = count * size * size;
  const images = new Uint8Array(pixels * channels);
  for (let pixel = 0, out = 0; pixel < pixels; pixel++) {
    for (let c = 0; c < channels; c++) images[out++] = at(rgba, pixel * 4 + c);
  }
  return images;
}
