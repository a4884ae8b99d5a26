import type { Zippable } from "fflate";
import { Inflate, zipSync } from "fflate";
import { CheckpointError, remedy } from "./checkpointError.ts";
import { crc32 } from "./crc32.ts";
import { shown } from "./shown.ts";
import type { ZipEntry } from "./zipDirectory.ts";
import { zipDirectory } from "./zipDirectory.ts";

/** Files by their paths, which are relative and separated by "/". */
export type Files = ReadonlyMap<string, Uint8Array>;

const ZIP_BYTES_MAX = 128 * 1024 * 1024;
const UNPACKED_BYTES_MAX = 80 * 1024 * 1024;
/** Deflate makes at most 1032 bytes of one: no slice can take more than 17 MB before it is counted. */
const SLICE_BYTES = 16_384;
/** From this size on a file is taken for numbers, which do not compress. */
const STORED_FROM = 65_536;

/**
 * A zip with these files in the folder `top`. The same files give the same bytes, wherever and whenever.
 *
 * @throws {RangeError} when `top` is not a plain name.
 */
export function writeZip(files: Files, top: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-][\w.-]*$/.test(top))
    throw new RangeError(`top = "${top}" is not letters, digits, "-", "_", "."`);
  const entries: Zippable = {};
  for (const [path, bytes] of files) {
    entries[`${top}/${path}`] = [bytes, { level: bytes.length < STORED_FROM ? 6 : 0 }];
  }
  // A zip knows local time alone; this is its first day in every time zone.
  return zipSync(entries, { mtime: new Date(1980, 0, 1) });
}

/**
 * The files of a zip that are wanted. Nothing is unpacked before all of the zip is found sound, and never more than was
 * declared.
 *
 * @throws {CheckpointError} when the zip is too large, damaged, encrypted or made to do harm.
 */
export function readZip(bytes: Uint8Array, isWanted: (path: string) => boolean): Map<string, Uint8Array> {
  if (bytes.length > ZIP_BYTES_MAX) {
    throw new CheckpointError(
      `the zip has ${bytes.length} bytes, expected at most ${ZIP_BYTES_MAX}. Choose a smaller network.`,
    );
  }
  const wanted = zipDirectory(bytes).filter(({ path }) => isWanted(path));
  const size = wanted.reduce((sum, entry) => sum + entry.size, 0);
  if (size > UNPACKED_BYTES_MAX) {
    throw new CheckpointError(
      `the zip's files have ${size} bytes, expected at most ${UNPACKED_BYTES_MAX}. Choose a smaller network.`,
    );
  }
  return new Map(wanted.map((entry) => [entry.path, unpack(entry)]));
}

function unpack(entry: ZipEntry): Uint8Array {
  const { path, size, crc, isCompressed, packed } = entry;
  const bytes = isCompressed ? inflate(entry) : packed;
  if (bytes.length !== size) throw damaged(path, `${bytes.length} bytes, expected ${size}`);
  if (crc32(bytes) !== crc) throw damaged(path, "another checksum than the zip says");
  return bytes;
}

function inflate({ path, size, packed }: ZipEntry): Uint8Array {
  const bytes = new Uint8Array(size);
  let length = 0;
  const stream = new Inflate((chunk) => {
    if (length + chunk.length > size) throw damaged(path, `more than the ${size} bytes that the zip says`);
    bytes.set(chunk, length);
    length += chunk.length;
  });
  try {
    for (let start = 0; start < packed.length; start += SLICE_BYTES) {
      stream.push(packed.subarray(start, start + SLICE_BYTES), start + SLICE_BYTES >= packed.length);
    }
  } catch (cause) {
    if (cause instanceof CheckpointError) throw cause;
    throw damaged(path, `data that do not unpack: ${String(cause)}`, cause);
  }
  return bytes.subarray(0, length);
}

function damaged(path: string, what: string, cause?: unknown): CheckpointError {
  return new CheckpointError(`the zip's ${shown(path)} has ${what}. ${remedy}`, { cause });
}
