import * as v from "valibot";
import type { TrainingConfig } from "./config.ts";
import { trainingConfig } from "./config.ts";

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
  return `${v.getDotPath(issue) ?? "configuration"}: ${issue.message}`;
}
