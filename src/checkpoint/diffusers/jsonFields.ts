import { CheckpointError, remedy } from "../checkpointError.ts";
import { isDeeper } from "../isDeeper.ts";
import { repeatedKey } from "../repeatedKey.ts";
import { shown } from "../shown.ts";
import { decodeUtf8 } from "../utf8.ts";

const BYTES_MAX = 256 * 1024;
const DEPTH_MAX = 8;

/**
 * The fields of a JSON file that may come from anywhere. Keys are those of a map, so that none can reach a prototype.
 *
 * @throws {CheckpointError} naming the file and what is wrong with it.
 */
export function jsonFields(file: string, bytes: Uint8Array): ReadonlyMap<string, unknown> {
  if (bytes.length > BYTES_MAX) throw refuse(file, `has ${bytes.length} bytes`, `at most ${BYTES_MAX}`);
  const text = parseText(file, bytes);
  const value = parse(file, text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refuse(file, `is ${shown(value)}`, "an object");
  }
  if (isDeeper(value, DEPTH_MAX)) throw refuse(file, "is nested too deep", `at most ${DEPTH_MAX} levels`);
  const repeated = repeatedKey(text);
  if (repeated !== null) throw refuse(file, `has the key ${shown(repeated)} twice`, "each key once");
  return new Map(Object.entries(value));
}

function parseText(file: string, bytes: Uint8Array): string {
  try {
    // Some editors begin a text with a mark of its encoding.
    return decodeUtf8(bytes).replace(/^\ufeff/, "");
  } catch (cause) {
    throw refuse(file, "holds bytes that are no text", "UTF-8", cause);
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refuse(file, `is ${shown(text)}`, "JSON", cause);
  }
}

function refuse(file: string, found: string, expected: string, cause?: unknown): CheckpointError {
  return new CheckpointError(`${file} ${found}, expected ${expected}. ${remedy}`, { cause });
}
