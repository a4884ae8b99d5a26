/**
 * How a picture's numbers become colours. `image`: [-1, 1] as grey or RGB, clipped for display only. `diverging`: noise
 * around 0, blue-white-red over -2.6 .. +2.6; colour images as channel sum / sqrt(3), so that unit variance stays unit.
 * `error`: squared values on the red half of the same scale.
 */
export type PixelMode = "image" | "diverging" | "error";

/** Values beyond this many standard deviations look alike on the diverging scale. */
export const DIVERGING_LIMIT = 2.6;

const DIVERGING_STOPS = [
  [5, 48, 97],
  [33, 102, 172],
  [103, 169, 207],
  [209, 229, 240],
  [247, 247, 247],
  [253, 219, 199],
  [239, 138, 98],
  [178, 24, 43],
  [103, 0, 31],
] as const;

const TABLE_SIZE = 512;
const divergingTable = buildTable();

/** Writes the RGBA bytes of one picture [S,S,C] into `rgba`, 4 per pixel. */
export function toRgba(
  pixels: ArrayLike<number>,
  channels: 1 | 3,
  mode: PixelMode,
  rgba: Uint8ClampedArray,
): void {
  const count = rgba.length / 4;
  for (let i = 0; i < count; i++) {
    const first = pixels[i * channels] ?? 0;
    if (mode === "image") {
      rgba[4 * i] = (first + 1) * 127.5;
      rgba[4 * i + 1] = ((channels === 1 ? first : (pixels[3 * i + 1] ?? 0)) + 1) * 127.5;
      rgba[4 * i + 2] = ((channels === 1 ? first : (pixels[3 * i + 2] ?? 0)) + 1) * 127.5;
    } else {
      const sum = channels === 1 ? first : first + (pixels[3 * i + 1] ?? 0) + (pixels[3 * i + 2] ?? 0);
      const entry = 3 * divergingEntry(sum / (mode === "error" ? channels : Math.sqrt(channels)));
      rgba[4 * i] = divergingTable[entry] ?? 0;
      rgba[4 * i + 1] = divergingTable[entry + 1] ?? 0;
      rgba[4 * i + 2] = divergingTable[entry + 2] ?? 0;
    }
    rgba[4 * i + 3] = 255;
  }
}

function divergingEntry(value: number): number {
  const clipped = Math.max(-DIVERGING_LIMIT, Math.min(DIVERGING_LIMIT, value));
  return Math.round(((clipped + DIVERGING_LIMIT) / (2 * DIVERGING_LIMIT)) * (TABLE_SIZE - 1)) || 0;
}

function buildTable(): Uint8ClampedArray {
  const table = new Uint8ClampedArray(3 * TABLE_SIZE);
  for (let i = 0; i < TABLE_SIZE; i++) {
    const position = (i / (TABLE_SIZE - 1)) * (DIVERGING_STOPS.length - 1);
    const left = Math.min(DIVERGING_STOPS.length - 2, Math.floor(position));
    const share = position - left;
    for (let c = 0; c < 3; c++) {
      const from = DIVERGING_STOPS[left]?.[c] ?? 0;
      const to = DIVERGING_STOPS[left + 1]?.[c] ?? 0;
      table[3 * i + c] = from + (to - from) * share;
    }
  }
  return table;
}
