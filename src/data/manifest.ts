import { DatasetError, remedy } from "./datasetError.ts";

/** What stands beside a dataset's PNG: `public/data/<id>.json`. */
export interface Manifest {
  readonly id: string;
  readonly count: number;
  readonly size: number;
  readonly channels: 1 | 3;
  readonly classes: readonly string[];
  /** Class of each image, one digit in base 36 per image. */
  readonly labels: string;
  readonly licence: string;
  readonly source: string;
  /** SHA-256 of the decoded bytes [N,S,S,C], in hexadecimal. */
  readonly sha256: string;
}

const SIZE_MAX = 64;
const COUNT_MAX = 65_536;
/** Of all images together: a decoded set stays below 64 MiB. */
const PIXELS_MAX = 16_777_216;

/**
 * A manifest from its text.
 *
 * @throws {DatasetError} naming the file, the field, what was expected and what was found.
 */
export function parseManifest(id: string, text: string): Manifest {
  const file = `${id}.json`;
  const fields = parseObject(file, text);
  const refuse = (name: string, expected: string): never => {
    throw new DatasetError(`${file}: ${name} is ${describe(fields[name])}, expected ${expected}. ${remedy}`);
  };
  const string = (name: string, pattern: RegExp, expected: string): string => {
    const value = fields[name];
    return typeof value === "string" && pattern.test(value) ? value : refuse(name, expected);
  };
  const whole = (name: string, min: number, max: number): number => {
    const value = fields[name];
    const legal = typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
    return legal ? value : refuse(name, `a whole number in ${min}..${max}`);
  };

  if (fields["id"] !== id) refuse("id", `"${id}"`);
  const size = whole("size", 1, SIZE_MAX);
  const count = whole("count", 1, COUNT_MAX);
  const countMax = Math.floor(PIXELS_MAX / size ** 2);
  if (count > countMax) refuse("count", `at most ${countMax} images of ${size} x ${size}`);
  const channels = fields["channels"];
  if (channels !== 1 && channels !== 3) return refuse("channels", "1 or 3");
  const classes = fields["classes"];
  if (!isStrings(classes)) return refuse("classes", "a list of names");
  const labels = string("labels", /^[0-9a-z]*$/, "base-36 digits");
  if (labels.length !== count) refuse("labels", `${count} digits`);
  for (const digit of new Set(labels)) {
    if (parseInt(digit, 36) >= classes.length) refuse("labels", `digits below ${classes.length}`);
  }
  return {
    id,
    count,
    size,
    channels,
    classes,
    labels,
    licence: string("licence", /./, "a licence"),
    source: string("source", /./, "a source"),
    sha256: string("sha256", /^[0-9a-f]{64}$/, "64 hexadecimal digits"),
  };
}

function parseObject(file: string, text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DatasetError(`${file}: expected JSON, found ${describe(text)}. ${remedy}`, { cause });
  }
  if (typeof value !== "object" || value === null) {
    throw new DatasetError(`${file}: expected an object, found ${describe(value)}. ${remedy}`);
  }
  return { ...value };
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? "missing";
  return text.length > 60 ? `${text.slice(0, 60)}… (${text.length} characters)` : text;
}
