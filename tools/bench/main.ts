import { join } from "node:path";
import type * as Jax from "@jax-js/jax";
import { OptionError } from "../commandLine.ts";
import { prepareWhole, whatIsAt, writeWhole } from "../wholeFile.ts";
import { Bench } from "./bench.ts";
import { growthPlot } from "./growthPlot.ts";
import type { BenchOptions } from "./options.ts";
import { helpText, parseOptions } from "./options.ts";
import type { GrowthRow } from "./row.ts";
import { reportText } from "./table.ts";

const axes = ["batch", "width", "resolution", "T"] as const satisfies readonly GrowthRow["axis"][];

interface Output {
  write(text: string): unknown;
}

/** What `npm run bench` gets from its process. */
export interface Process {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Folder of the project. */
  readonly root: string;
  readonly loadJax: () => Promise<typeof Jax>;
}

/** Measures and prints. @returns the exit status: 2 for options that cannot be obeyed, 1 when something could not be measured. */
export async function main(args: readonly string[], process: Process): Promise<number> {
  const { stdout, stderr } = process;
  try {
    const options = parseOptions(args);
    if (options === "help") {
      stdout.write(helpText());
      return 0;
    }
    return await run(options, process);
  } catch (error) {
    stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof OptionError ? 2 : 1;
  }
}

async function run(options: BenchOptions, { stdout, stderr, root, loadJax }: Process): Promise<number> {
  await prepareFiles(options);
  const report = (line: string) => stderr.write(`${line}\n`);
  const bench = await Bench.open({ options, root, loadJax, report });
  await bench.measure();
  stdout.write(reportText(bench.report));
  if (options.plots !== null) await writePlots(options.plots, bench.report.growth);
  if (options.json !== null) await writeWhole(options.json, `${JSON.stringify(bench.report, null, 2)}\n`);
  return bench.failures === 0 ? 0 : 1;
}

async function writePlots(folder: string, growth: readonly GrowthRow[]): Promise<void> {
  for (const axis of new Set(growth.map((row) => row.axis))) {
    await writeWhole(plotFile(folder, axis), growthPlot(growth, axis));
  }
}

function plotFile(folder: string, axis: GrowthRow["axis"]): string {
  return join(folder, `${axis}.svg`);
}

/** @throws {Error} when the figures or the drawings could not be written: a quarter of an hour is lost then. */
async function prepareFiles({ json, plots }: BenchOptions): Promise<void> {
  const paths = plots === null ? [] : axes.map((axis) => plotFile(plots, axis));
  if (json !== null) paths.push(json);
  for (const path of paths) {
    if ((await whatIsAt(path)) === "folder")
      throw new Error(`${path} is a folder, and a file is to be written.`);
    await prepareWhole(path);
  }
}
