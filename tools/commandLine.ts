import { parseArgs } from "node:util";

/** Options that cannot be obeyed: one complaint each, with the value, what is legal, and what helps. */
export class OptionError extends Error {
  override readonly name = "OptionError";
}

export interface OptionNames {
  /** Those that have a value. */
  readonly texts: readonly string[];
  /** Those that have none, beside `--help` and `-h`. */
  readonly flags: readonly string[];
  /** What helps whoever got one wrong. */
  readonly hint: string;
}

/**
 * The options of a command line by name.
 *
 * @throws {OptionError} when one is unknown or lacks its value.
 */
export function readCommandLine(
  args: readonly string[],
  { texts, flags, hint }: OptionNames,
): Readonly<Record<string, string | boolean | undefined>> {
  const optionsOf = (names: readonly string[], type: "string" | "boolean") =>
    names.map((name) => [name, { type }] as const);
  try {
    return parseArgs({
      args: withNegatives(args),
      options: {
        ...Object.fromEntries([...optionsOf(texts, "string"), ...optionsOf(flags, "boolean")]),
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (cause) {
    throw new OptionError([complaintOf(cause), hint].join("\n"), { cause });
  }
}

/** Node takes the number of `--seed -1` for another option; `--seed=-1` is one, which can be refused with its range. */
function withNegatives(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const before = joined.at(-1) ?? "";
    if (/^-\.?\d/.test(arg) && /^--[^=]+$/.test(before)) joined.splice(-1, 1, `${before}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}

/** Of Node's sentences the first says what is wrong, and the rest what does not help here. */
function complaintOf(cause: unknown): string {
  const [sentence = ""] = String(cause instanceof Error ? cause.message : cause).split(/\. |\.?\n/);
  const option = /^Option '(--[\w-]+).* argument (?:missing|is ambiguous)$/.exec(sentence)?.[1];
  return option === undefined ? sentence : `${option} needs a value`;
}
