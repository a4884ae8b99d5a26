import { printable, shown } from "../shown.ts";
import { jsonFields } from "./jsonFields.ts";

/** What was found in the files of a folder. */
export interface Findings {
  /** Each names file, key and value, and what works here. */
  readonly problems: string[];
  /** What was read and has no effect here. */
  readonly notes: string[];
}

/**
 * The fields of one configuration file. What does not work here is gathered, not thrown, so that all of it can be told at once;
 * reading goes on with a stand-in that works.
 */
export class ConfigReader {
  private readonly file: string;
  private readonly fields: ReadonlyMap<string, unknown>;
  private readonly findings: Findings;
  private readonly asked = new Set<string>();

  /** @throws {CheckpointError} when the file is no JSON object. */
  constructor(file: string, bytes: Uint8Array, findings: Findings) {
    this.file = file;
    this.fields = jsonFields(file, bytes);
    this.findings = findings;
  }

  get(key: string): unknown {
    return this.fields.get(key);
  }

  /**
   * A field as `parse` understands it, or else the stand-in.
   *
   * @param ifMissing what a file means that does not have the key; undefined where it must.
   * @param parse gives undefined for what does not work here.
   * @param legal what works here, in words.
   */
  take<T>(
    key: string,
    ifMissing: unknown,
    parse: (value: unknown) => T | undefined,
    legal: string,
    standIn: T,
  ): T {
    this.asked.add(key);
    const isThere = this.fields.has(key);
    const value = isThere ? this.fields.get(key) : ifMissing;
    const parsed = value === undefined ? undefined : parse(value);
    if (parsed !== undefined) return parsed;
    const found = isThere || value === undefined ? shown(value) : `missing, which means ${shown(value)}`;
    this.problem(`${key} is ${found}, only ${legal} here`);
    return standIn;
  }

  /** One of a few values, compared as JSON; the first is the stand-in. */
  only<const T>(key: string, ifMissing: unknown, ...legal: readonly [T, ...T[]]): T {
    const names = legal.map((value) => JSON.stringify(value));
    const words = `${names.join(" or ")} ${legal.length > 1 ? "work" : "works"}`;
    const parse = (value: unknown) => legal[names.indexOf(JSON.stringify(value))];
    return this.take(key, ifMissing, parse, words, legal[0]);
  }

  /** A whole number, the least of them as the stand-in. */
  whole(key: string, ifMissing: unknown, min: number, max: number): number {
    const parse = (value: unknown) => (isWhole(value) && value >= min && value <= max ? value : undefined);
    return this.take(key, ifMissing, parse, `whole numbers in ${min}..${max} work`, min);
  }

  /** A number in an interval that is closed at both ends. */
  number(key: string, ifMissing: unknown, min: number, max: number): number {
    const parse = (value: unknown) =>
      typeof value === "number" && value >= min && value <= max ? value : undefined;
    return this.take(key, ifMissing, parse, `numbers in ${min}..${max} work`, min);
  }

  problem(what: string): void {
    this.findings.problems.push(`${this.file}: ${what}`);
  }

  /** To be called last: notes each key that nobody asked for. Those that begin with "_" are diffusers' own. */
  noteTheRest(why = "is not known here and was left out"): void {
    for (const [key, value] of this.fields) {
      if (this.asked.has(key) || key.startsWith("_")) continue;
      this.findings.notes.push(`${this.file}: ${printable(key)} (${shown(value)}) ${why}`);
    }
  }

  /** Fields that change how pictures are sampled elsewhere, which the page asks for by itself. */
  noteDifferent(why: string, defaults: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries(defaults)) {
      this.asked.add(key);
      const found = this.fields.get(key) ?? value;
      if (JSON.stringify(found) !== JSON.stringify(value)) {
        this.findings.notes.push(`${this.file}: ${key} (${shown(found)}) ${why}`);
      }
    }
  }
}

export function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}
