import { CheckpointError, remedy } from "./checkpointError.ts";
import { repeatedKey } from "./repeatedKey.ts";
import { printable, shown } from "./shown.ts";
import { decodeUtf8 } from "./utf8.ts";

/** The kinds of numbers that this program reads and writes. */
export const bytesPerValue = { F16: 2, F32: 4 } as const;
export type Dtype = keyof typeof bytesPerValue;

/** Where the numbers of a tensor stand. */
export interface TensorPlace {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** First byte, counted from the end of the header. */
  readonly begin: number;
  /** Values, not bytes. */
  readonly size: number;
}

export interface Header {
  readonly places: ReadonlyMap<string, TensorPlace>;
  readonly metadata: ReadonlyMap<string, string>;
  /** First byte after the header. */
  readonly dataStart: number;
}

const LENGTH_BYTES = 8;
/** An object without fields. */
const HEADER_BYTES_MIN = 2;
const HEADER_BYTES_MAX = 1_000_000;
const RANK_MAX = 8;
const METADATA = "__metadata__";

/**
 * Length and header as bytes, filled up with spaces so that the numbers begin at a multiple of 8.
 *
 * @throws {RangeError} when a tensor has the name of the texts.
 */
export function writeHeader(places: Header["places"], metadata: Header["metadata"]): Uint8Array<ArrayBuffer> {
  if (places.has(METADATA)) throw new RangeError(`a tensor is called "${METADATA}", as the texts are`);
  const tensors = [...places].map(([name, { dtype, shape, begin, size }]) => [
    name,
    { dtype, shape, data_offsets: [begin, begin + size * bytesPerValue[dtype]] },
  ]);
  // From entries, a name that objects have of their own is one like any other.
  const header: unknown = Object.fromEntries([[METADATA, Object.fromEntries(metadata)], ...tensors]);
  // Escaped, a text of any language is one byte per character.
  const json = JSON.stringify(header).replaceAll(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  const text = json.padEnd(Math.ceil(json.length / 8) * 8);
  const bytes = new Uint8Array(LENGTH_BYTES + text.length);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  for (let i = 0; i < text.length; i++) bytes[LENGTH_BYTES + i] = text.charCodeAt(i);
  return bytes;
}

/**
 * The header of a safetensors file, held against the file's length: the tensors fill what follows it, each byte once.
 *
 * @throws {CheckpointError} naming what is wrong, its value and what was expected.
 */
export function parseHeader(bytes: Uint8Array): Header {
  const dataStart = LENGTH_BYTES + headerLength(bytes);
  const fields = parseFields(bytes.subarray(LENGTH_BYTES, dataStart));
  const places = new Map<string, TensorPlace>();
  let metadata: Header["metadata"] = new Map();
  for (const [name, value] of fields) {
    if (name === METADATA) metadata = parseMetadata(value);
    else places.set(name, parsePlace(name, value));
  }
  requireNoGaps(places, bytes.length - dataStart);
  return { places, metadata, dataStart };
}

function headerLength(bytes: Uint8Array): number {
  const least = LENGTH_BYTES + HEADER_BYTES_MIN;
  if (bytes.length < least) {
    throw refuse("the file", `${bytes.length} bytes long`, `at least ${least} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  const max = Math.min(HEADER_BYTES_MAX, bytes.length - LENGTH_BYTES);
  if (length < HEADER_BYTES_MIN || length > max) {
    throw refuse(
      "the header's length",
      `${length}`,
      `${HEADER_BYTES_MIN}..${max} in a file of ${bytes.length} bytes`,
    );
  }
  return length;
}

function parseFields(bytes: Uint8Array): readonly [string, unknown][] {
  const text = parseText(bytes);
  const fields = parseJson(text);
  if (!text.startsWith("{") || typeof fields !== "object" || fields === null) {
    throw refuse("the header", printable(text), "a JSON object");
  }
  const repeated = repeatedKey(text);
  if (repeated !== null) throw refuse("the header's key", shown(repeated), "each key once");
  return Object.entries(fields);
}

function parseText(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch (cause) {
    throw refuse("the header", "bytes that are no text", "UTF-8", cause);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refuse("the header", printable(text), "JSON", cause);
  }
}

function parseMetadata(value: unknown): Header["metadata"] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refuse(METADATA, shown(value), "an object of texts");
  }
  const texts = new Map<string, string>();
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string") throw refuse(`${METADATA}, key ${shown(key)}`, shown(text), "a text");
    texts.set(key, text);
  }
  return texts;
}

function parsePlace(name: string, value: unknown): TensorPlace {
  const tensor = `tensor ${shown(name)}`;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refuse(tensor, shown(value), "an object");
  }
  const { dtype, shape, data_offsets: offsets, ...rest } = { ...value } as Record<string, unknown>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw refuse(`${tensor}: its key`, shown(unknown), "dtype, shape, data_offsets");
  if (dtype !== "F16" && dtype !== "F32") throw refuse(`${tensor}: dtype`, shown(dtype), '"F16" or "F32"');
  if (!isSizes(shape) || shape.length > RANK_MAX) {
    throw refuse(`${tensor}: shape`, shown(shape), `at most ${RANK_MAX} whole numbers`);
  }
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw refuse(`${tensor}: data_offsets`, shown(offsets), "two whole numbers");
  }
  const [begin = 0, end = 0] = offsets;
  const size = shape.reduce((product, length) => product * length, 1);
  if (end - begin !== size * bytesPerValue[dtype]) {
    throw refuse(
      `${tensor}: data_offsets`,
      shown(offsets),
      `${size * bytesPerValue[dtype]} bytes, as ${dtype} of shape [${shape.join(", ")}] takes`,
    );
  }
  return { dtype, shape, begin, size };
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function requireNoGaps(places: Header["places"], dataBytes: number): void {
  let end = 0;
  for (const [name, { begin, size, dtype }] of [...places].toSorted(([, a], [, b]) => a.begin - b.begin)) {
    if (begin !== end) {
      throw refuse(`tensor ${shown(name)}: its first byte`, `${begin}`, `${end}, where the last tensor ends`);
    }
    end = begin + size * bytesPerValue[dtype];
  }
  if (end !== dataBytes)
    throw refuse("the tensors' last byte", `${end}`, `${dataBytes}, where the file ends`);
}

function refuse(what: string, found: string, expected: string, cause?: unknown): CheckpointError {
  return new CheckpointError(`${what} is ${found}, expected ${expected}. ${remedy}`, { cause });
}
