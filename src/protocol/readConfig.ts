import * as v from "valibot";
import type { TrainingConfig } from "./config.ts";
import { trainingConfig } from "./config.ts";

const PATH_LENGTH_MAX = 60;
const LENGTH_MAX = 240;

/** A training configuration out of a file, or what is wrong with it: for each value its path and what was expected. */
export function readConfig(
  told: unknown,
): { readonly config: TrainingConfig } | { readonly problems: readonly [string, ...string[]] } {
  const result = v.safeParse(trainingConfig, told);
  if (result.success) return { config: result.output };
  const [first, ...others] = result.issues;
  return { problems: [inWords(first), ...others.map(inWords)] };
}

function inWords(issue: v.InferIssue<typeof trainingConfig>): string {
  const path = v.getDotPath(issue) ?? "configuration";
  return `${printable(path, PATH_LENGTH_MAX)}: ${printable(issue.message, LENGTH_MAX)}`;
}

/** A file may hold any text where a number or an id should be. */
function printable(text: string, max: number): string {
  const visible = text.slice(0, max).replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "�");
  return text.length > max ? `${visible}…` : visible;
}
