import { PNG } from "pngjs";
import { toBytes } from "#data/batch.ts";
import { at } from "#math/at.ts";

/** Pictures to a side. */
const COLUMNS = 8;
/** Samples on a full sheet. */
export const SHEET_COUNT = COLUMNS * COLUMNS;
/** Least size that a person looks at with pleasure; every pixel is enlarged by the same whole number. */
const SIDE = 512;

export interface Pictures {
  /** [B,H,W,C] in [-1, 1]; what lies outside is cut off. */
  readonly images: Float32Array;
  readonly size: number;
  readonly channels: 1 | 3;
}

/** A contact sheet, eight pictures to a row, as a PNG. */
export function sheetPng({ images, size, channels }: Pictures): Buffer {
  const scale = Math.max(1, Math.ceil(SIDE / (COLUMNS * size)));
  const side = size * scale;
  const length = size * size * channels;
  const count = images.length / length;
  const png = new PNG({ width: COLUMNS * side, height: Math.ceil(count / COLUMNS) * side });
  const bytes = toBytes(images);
  for (let i = 0; i < count; i++) {
    const [left, top] = [(i % COLUMNS) * side, Math.floor(i / COLUMNS) * side];
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const from = i * length + (Math.floor(y / scale) * size + Math.floor(x / scale)) * channels;
        const to = 4 * ((top + y) * png.width + left + x);
        for (let c = 0; c < 3; c++) png.data[to + c] = at(bytes, from + (c % channels));
        png.data[to + 3] = 255;
      }
    }
  }
  return PNG.sync.write(png);
}
