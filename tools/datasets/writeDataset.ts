import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import type { Dataset } from "../../src/data/dataset.ts";
import type { Manifest } from "../../src/data/manifest.ts";
import { permutation } from "../../src/data/split.ts";
import { encodePng } from "./png.ts";

const SHUFFLE_SEED = 7;
const folder = new URL("../../public/data/", import.meta.url);

/** One picture before it is stored: bytes [S,S,C] and the index of its class. */
export interface Picture {
  readonly pixels: Uint8Array;
  readonly label: number;
}

/** What a builder knows about its set apart from the pictures. */
export type Description = Pick<Dataset, "id" | "size" | "channels" | "classes"> &
  Pick<Manifest, "licence" | "source">;

/** Shuffles the pictures and writes `public/data/<id>.png` and `<id>.json`. */
export function writeDataset(description: Description, pictures: readonly Picture[]): void {
  const { id, size, channels, classes, licence, source } = description;
  const shuffled = Array.from(permutation(SHUFFLE_SEED, pictures.length), (i) => pictures[i]!);
  const images = Buffer.concat(shuffled.map((picture) => picture.pixels));
  const { samples, palette } = channels === 1 ? greys(images) : indexed(images);
  const png = encodePng({ width: size * size, height: pictures.length, samples, palette });
  const manifest: Manifest = {
    id,
    count: pictures.length,
    size,
    channels,
    classes,
    labels: shuffled.map((picture) => picture.label.toString(36)).join(""),
    licence,
    source,
    sha256: createHash("sha256").update(images).digest("hex"),
  };
  writeFileSync(new URL(`${id}.png`, folder), png);
  writeFileSync(new URL(`${id}.json`, folder), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(
    `${id}: ${pictures.length} pictures, ${png.length} bytes, palette of ${(palette?.length ?? 0) / 3}`,
  );
}

/** @throws {RangeError} when a byte is not one of the sixteen levels 0, 17, .., 255. */
function greys(images: Uint8Array): { samples: Uint8Array; palette: null } {
  const samples = images.map((byte) => {
    if (byte % 17 !== 0) throw new RangeError(`grey ${byte} is not a multiple of 17`);
    return byte / 17;
  });
  return { samples, palette: null };
}

/** @throws {RangeError} when there are more than 256 colours. */
function indexed(images: Uint8Array): { samples: Uint8Array; palette: Uint8Array } {
  const counts = new Map<number, number>();
  const bytes = Buffer.from(images);
  const colours = Array.from({ length: images.length / 3 }, (_, i) => bytes.readUIntBE(3 * i, 3));
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  if (counts.size > 256) throw new RangeError(`${counts.size} colours do not fit a palette of 1..256`);
  const byFrequency = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
  const indices = new Map(byFrequency.map((colour, index) => [colour, index]));
  return {
    samples: Uint8Array.from(colours, (colour) => indices.get(colour)!),
    palette: Uint8Array.from(
      byFrequency.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]),
    ),
  };
}
