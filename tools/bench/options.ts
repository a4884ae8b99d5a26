import { parseArgs } from "node:util";
import { nets } from "./nets.ts";

/** What one run of the bench is asked for. */
export interface BenchOptions {
  /** Where the figures go as JSON, or null. */
  readonly json: string | null;
  /** Folder for drawings of the growth, or null. */
  readonly plots: string | null;
  readonly quick: boolean;
  /** Whether a row is wanted. */
  readonly wants: (net: string, engine: string) => boolean;
}

/** Nets, and what else is measured. */
const tasks = [...nets.map(({ name }) => name), "chain", "sampling", "growth"];
const engines = ["stock", "kernels", "captured", "jax-js", "pytorch"];
/** What `--quick` measures unless it is told otherwise. */
const quickTasks = ["280k", "chain"];

/** An option that cannot be obeyed. */
export class OptionError extends Error {
  override readonly name = "OptionError";
}

/** @throws {OptionError} when an option is unknown or names nothing that is measured. */
export function parseOptions(args: readonly string[]): BenchOptions | "help" {
  const { json, plots, quick, only, help } = parsed(args);
  if (help) return "help";
  const names = only === undefined ? [] : only.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !tasks.includes(name) && !engines.includes(name));
  if (unknown !== undefined) {
    throw new OptionError(`--only ${unknown}: there is ${[...tasks, ...engines].join(", ")}`);
  }
  const isWanted = (all: readonly string[], name: string, otherwise: readonly string[]) => {
    const chosen = names.filter((one) => all.includes(one));
    return (chosen.length > 0 ? chosen : otherwise).includes(name);
  };
  return {
    json: json ?? null,
    plots: plots ?? null,
    quick: quick ?? false,
    wants: (net, engine) =>
      isWanted(tasks, net, quick ? quickTasks : tasks) && isWanted(engines, engine, engines),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        json: { type: "string" },
        plots: { type: "string" },
        quick: { type: "boolean" },
        only: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    throw new OptionError(error instanceof Error ? error.message : String(error));
  }
}

export function helpText(): string {
  return `npm run bench -- [options]

Times training and sampling on the adapter at hand, and counts what the device is asked to do.

--json FILE   writes the figures as JSON too
--plots DIR   draws how the cost grows with batch, width, resolution and T
--quick       ${quickTasks.join(" and ")} alone, a moment each
--only NAMES  of ${tasks.join(", ")};
              and of ${engines.join(", ")}; separated by commas
`;
}
