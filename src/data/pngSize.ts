/** Width and height of a picture in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const IHDR = [0x49, 0x48, 0x44, 0x52];

/**
 * The size that a PNG's first chunk declares, before anything is decoded. PNG specification (W3C 2003), Secs. 5.2 and 11.2.2.
 * A small file may declare a picture that no memory holds.
 *
 * @throws {RangeError} when the bytes do not start with the signature and an IHDR chunk.
 */
export function pngSize(bytes: Uint8Array): PictureSize {
  if (!holds(bytes, 0, SIGNATURE)) throw new RangeError("the first 8 bytes are not the signature of a PNG");
  if (bytes.length < 24 || !holds(bytes, 12, IHDR)) throw new RangeError("the first chunk is not an IHDR");
  const header = new DataView(bytes.buffer, bytes.byteOffset + 16, 8);
  return { width: header.getUint32(0), height: header.getUint32(4) };
}

function holds(bytes: Uint8Array, from: number, expected: readonly number[]): boolean {
  return expected.every((byte, i) => bytes[from + i] === byte);
}
