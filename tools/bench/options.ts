import { OptionError, readCommandLine } from "../commandLine.ts";
import { nets } from "./nets.ts";
import type { Engine } from "./row.ts";

/** What one run of the bench is asked for. */
export interface BenchOptions {
  /** Where the figures go as JSON, or null. */
  readonly json: string | null;
  /** Folder for drawings of the growth, or null. */
  readonly plots: string | null;
  readonly quick: boolean;
  /** Whether a row is wanted. */
  readonly wants: (task: string, engine: Engine) => boolean;
}

const engines = ["stock", "kernels", "captured", "jax-js", "pytorch"] as const satisfies readonly Engine[];
/** Nets, and what else is measured, with the engines that can do it. */
const measurable = new Map<string, readonly Engine[]>([
  ...nets.map(({ name }): [string, readonly Engine[]] => [name, ["stock", "kernels", "captured", "pytorch"]]),
  ["chain", engines],
  ["sampling", ["stock", "captured"]],
  ["growth", ["captured"]],
]);
const tasks = [...measurable.keys()];
/** What `--quick` measures unless it is told otherwise. */
const quickTasks = ["280k", "chain"];

const hint = "`npm run bench -- --help` lists the options.";

/** @throws {OptionError} when an option is unknown, or asks for nothing that can be measured or written. */
export function parseOptions(args: readonly string[]): BenchOptions | "help" {
  const values = readCommandLine(args, { texts: ["json", "plots", "only"], flags: ["quick"], hint });
  if (values["help"]) return "help";
  const text = (name: string, what: string): string | null => {
    const value = values[name];
    if (value === "") throw refusal(`--${name} is empty, expected ${what}`);
    return typeof value === "string" ? value : null;
  };
  const [json, plots] = [text("json", "the name of a file"), text("plots", "the name of a folder")];
  const quick = values["quick"] === true;
  const wants = chooser(text("only", "names with commas between"), quick);
  if (plots !== null && !wants("growth", "captured")) {
    throw refusal("--plots draws growth, which is not measured: name it in --only");
  }
  return { json, plots, quick, wants };
}

/** @throws {OptionError} when a name is unknown, or the names together leave nothing to measure. */
function chooser(only: string | null, quick: boolean): BenchOptions["wants"] {
  const names = only?.split(",").map((name) => name.trim()) ?? [];
  const known = [...tasks, ...engines];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const what = unknown === "" ? "lacks a name at a comma" : `names ${unknown}, which is unknown`;
    throw refusal(`--only ${only} ${what}; there is ${known.join(", ")}`);
  }
  const chosenOf = (all: readonly string[], otherwise: readonly string[]) => {
    const chosen = all.filter((name) => names.includes(name));
    return chosen.length > 0 ? chosen : otherwise;
  };
  const [wantedTasks, wantedEngines] = [
    chosenOf(tasks, quick ? quickTasks : tasks),
    chosenOf(engines, engines),
  ];
  const wants = (task: string, engine: Engine) =>
    wantedTasks.includes(task) &&
    wantedEngines.includes(engine) &&
    measurable.get(task)?.includes(engine) === true;
  if (!wantedTasks.some((task) => engines.some((engine) => wants(task, engine)))) {
    const able = wantedTasks.map((task) => `${task}: ${measurable.get(task)?.join(", ")}`);
    throw refusal(`--only ${only} leaves nothing to measure; engines of ${able.join("; of ")}`);
  }
  return wants;
}

function refusal(complaint: string): OptionError {
  return new OptionError(`${complaint}\n${hint}`);
}

export function helpText(): string {
  return `Usage: npm run bench -- [options]

Times training and sampling on the adapter at hand, and counts what the device is asked to do.

  --json FILE   write the figures as JSON too; replaces the file
  --plots DIR   draw how the cost grows with batch, width, resolution and T; replaces the drawings
  --quick       ${quickTasks.join(" and ")} alone, a moment each
  --only NAMES  of ${tasks.join(", ")};
                and of ${engines.join(", ")}; with commas between
  -h, --help    print this

Exit status: 0 when all of it was measured, 1 when something could not be, 2 for options that cannot be obeyed.
`;
}
