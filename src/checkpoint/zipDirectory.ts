import { CheckpointError, remedy } from "./checkpointError.ts";
import { shown } from "./shown.ts";
import { decodeUtf8 } from "./utf8.ts";

/** One file in a zip, as the directory at its end tells it. */
export interface ZipEntry {
  readonly path: string;
  readonly isCompressed: boolean;
  /** Of the file's bytes as they were. */
  readonly crc: number;
  readonly size: number;
  /** The bytes in the zip, compressed or not. */
  readonly packed: Uint8Array;
}

const END = { signature: 0x06054b50, bytes: 22, commentMax: 65_535 };
const CENTRAL = { signature: 0x02014b50, bytes: 46 };
const LOCAL = { signature: 0x04034b50, bytes: 30 };
const ENTRIES_MAX = 1000;
const PATH_LENGTH_MAX = 512;
const ENCRYPTED = 1;
const UTF8 = 0x800;
const STORED = 0;
const DEFLATED = 8;
/** What a zip64 has where its numbers are too large for their places: they stand elsewhere then. */
const ELSEWHERE = { u16: 0xffff, u32: 0xffff_ffff };

/**
 * The files of a zip, folders left out, none of them unpacked yet. APPNOTE.TXT 6.3, without zip64 and encryption.
 *
 * @throws {CheckpointError} when the zip is damaged or a zip64, or two files have one path, or a path leads out of its folder.
 */
export function zipDirectory(bytes: Uint8Array): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { count, start, end } = findDirectory(view);
  const entries: ZipEntry[] = [];
  const paths = new Set<string>();
  let packedBytes = 0;
  let place = start;
  for (let i = 0; i < count; i++) {
    if (place + CENTRAL.bytes > end || view.getUint32(place, true) !== CENTRAL.signature) {
      throw refuse(`entry ${i} of its directory is not where it should be`);
    }
    const pathLength = view.getUint16(place + 28, true);
    const extraLength = view.getUint16(place + 30, true) + view.getUint16(place + 32, true);
    const name = bytes.subarray(place + CENTRAL.bytes, place + CENTRAL.bytes + pathLength);
    const flags = view.getUint16(place + 8, true);
    const path = legalPath(name, flags);
    if (paths.has(path)) throw refuse(`${shown(path)} is in it twice`);
    paths.add(path);
    if (flags & ENCRYPTED)
      throw refuse(`${shown(path)} is encrypted`, "Make the zip again without a password.");
    const method = view.getUint16(place + 10, true);
    if (method !== STORED && method !== DEFLATED) {
      throw refuse(`${shown(path)} is compressed by method ${method}, expected 0 (stored) or 8 (deflated)`);
    }
    const packedLength = view.getUint32(place + 20, true);
    const size = view.getUint32(place + 24, true);
    const ownPlace = view.getUint32(place + 42, true);
    if ([packedLength, size, ownPlace].includes(ELSEWHERE.u32)) throw zip64();
    packedBytes += packedLength;
    // Files that share their bytes would unpack to far more than the zip can hold.
    if (packedBytes > start) throw refuse(`${shown(path)} overlaps another file`);
    const packedStart = findPacked(view, bytes, ownPlace, name, path);
    if (packedStart + packedLength > start) throw refuse(`${shown(path)} does not end before the directory`);
    if (!path.endsWith("/")) {
      entries.push({
        path,
        isCompressed: method === DEFLATED,
        crc: view.getUint32(place + 16, true),
        size,
        packed: bytes.subarray(packedStart, packedStart + packedLength),
      });
    }
    place += CENTRAL.bytes + pathLength + extraLength;
  }
  if (place !== end) throw refuse(`its directory ends at byte ${place}, expected ${end}`);
  return entries;
}

/** Where the directory lies, which the last record of the file says. */
function findDirectory(view: DataView): { count: number; start: number; end: number } {
  const last = view.byteLength - END.bytes;
  for (let place = last; place >= Math.max(0, last - END.commentMax); place--) {
    if (view.getUint32(place, true) !== END.signature) continue;
    if (view.getUint16(place + 20, true) !== last - place) continue;
    const count = view.getUint16(place + 10, true);
    const length = view.getUint32(place + 12, true);
    const start = view.getUint32(place + 16, true);
    if (count === ELSEWHERE.u16 || [length, start].includes(ELSEWHERE.u32)) throw zip64();
    if (count > ENTRIES_MAX) throw refuse(`it has ${count} entries, expected at most ${ENTRIES_MAX}`);
    if (view.getUint32(place + 4, true) !== 0 || view.getUint16(place + 8, true) !== count) {
      throw refuse("it is one of several parts");
    }
    if (start + length !== place) {
      throw refuse(`its directory ends at byte ${start + length}, expected ${place}`);
    }
    return { count, start, end: place };
  }
  throw refuse("it has no directory at its end");
}

function legalPath(name: Uint8Array, flags: number): string {
  if (name.length > PATH_LENGTH_MAX) {
    throw refuse(`a path has ${name.length} bytes, expected at most ${PATH_LENGTH_MAX}`);
  }
  const path = pathOf(name, flags);
  const fault = faultOf(path);
  if (fault !== null) throw refuse(`the path ${shown(path)} ${fault}`);
  return path;
}

/** What is wrong with a path; one that ends in "/" is a folder's. */
function faultOf(path: string): string | null {
  const parts = path.replace(/\/$/, "").split("/");
  if (/^[a-z]:/i.test(path)) return "begins at a drive, expected one below the zip";
  if (path.startsWith("/") || parts.includes("..")) return "leads out of its folder";
  if (path.includes("\\")) return 'has a backslash, expected "/" between folders';
  if (parts.includes("") || parts.includes(".")) return 'has an empty part or ".", expected names alone';
  return path.includes("\0") ? "has a character of no name" : null;
}

function pathOf(name: Uint8Array, flags: number): string {
  if (!(flags & UTF8)) return String.fromCharCode(...name);
  try {
    return decodeUtf8(name);
  } catch (cause) {
    throw refuse("a path is no UTF-8", remedy, cause);
  }
}

/** The first byte after a file's own header, which must name the same file. */
function findPacked(
  view: DataView,
  bytes: Uint8Array,
  place: number,
  name: Uint8Array,
  path: string,
): number {
  if (place + LOCAL.bytes > view.byteLength || view.getUint32(place, true) !== LOCAL.signature) {
    throw refuse(`${shown(path)} is not where the directory says`);
  }
  const pathStart = place + LOCAL.bytes;
  const pathLength = view.getUint16(place + 26, true);
  const own = bytes.subarray(pathStart, pathStart + pathLength);
  if (own.length !== name.length || own.some((byte, i) => byte !== name[i])) {
    throw refuse(`${shown(path)} has another name at its own place`);
  }
  return pathStart + pathLength + view.getUint16(place + 28, true);
}

function zip64(): CheckpointError {
  return refuse("it is a zip64, for files larger than a network here", "Make the zip again as a plain one.");
}

function refuse(what: string, help = remedy, cause?: unknown): CheckpointError {
  return new CheckpointError(`the zip cannot be read: ${what}. ${help}`, { cause });
}
