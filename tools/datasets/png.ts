import { crc32, deflateSync } from "node:zlib";

/** Rows of samples, one byte each, and what they mean: grey levels of 4 bits, or indices into a palette of RGB triples. */
export interface IndexedImage {
  readonly width: number;
  readonly height: number;
  readonly samples: Uint8Array;
  readonly palette: Uint8Array | null;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const GREY = 0;
const INDEXED = 3;

/** A PNG without filters: of one picture per row, neighbours in a column have nothing in common. PNG 1.2. */
export function encodePng({ width, height, samples, palette }: IndexedImage): Buffer {
  const depth = palette === null ? 4 : 8;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = depth;
  header[9] = palette === null ? GREY : INDEXED;
  const stride = 1 + (width * depth) / 8;
  const rows = Buffer.alloc(height * stride);
  for (let y = 0; y < height; y++) {
    const row = samples.subarray(y * width, (y + 1) * width);
    rows.set(depth === 8 ? row : packNibbles(row), y * stride + 1);
  }
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    ...(palette === null ? [] : [chunk("PLTE", palette)]),
    chunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk("IEND", new Uint8Array()),
  ]);
}

function packNibbles(row: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: row.length / 2 }, (_, i) => (row[2 * i]! << 4) | row[2 * i + 1]!);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const result = Buffer.alloc(body.length + 8);
  result.writeUInt32BE(data.length, 0);
  result.set(body, 4);
  result.writeUInt32BE(crc32(body), body.length + 4);
  return result;
}
