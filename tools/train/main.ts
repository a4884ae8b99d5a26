import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { OptionError } from "../commandLine.ts";
import { helpText, parseOptions } from "./options.ts";
import type { Output } from "./terminal.ts";
import { Terminal } from "./terminal.ts";
import type { Outcome } from "./trainModel.ts";
import { trainModel } from "./trainModel.ts";

/** What `npm run train` gets from its process. */
export interface Process {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Folder of the project. */
  readonly root: string;
  readonly interrupt: AbortSignal;
}

/** Exit statuses; 130 is the shells' for a program that Ctrl-C ended. */
const statuses: Readonly<Record<Outcome, number>> = {
  reached: 0,
  interrupted: 0,
  diverged: 1,
  unstarted: 130,
};

/** Trains a network without a page. @returns the exit status: 2 for options that cannot be obeyed, 1 for a run that failed. */
export async function main(
  args: readonly string[],
  { stdout, stderr, root, interrupt }: Process,
): Promise<number> {
  const terminal = new Terminal(stdout);
  const noteInterrupt = () =>
    terminal.print("Stopping, and writing what there is. Ctrl-C again ends at once.");
  try {
    const options = parseOptions(args);
    if (options === "help") {
      stdout.write(helpText());
      return 0;
    }
    if (interrupt.aborted) noteInterrupt();
    else interrupt.addEventListener("abort", noteInterrupt);
    const command = ["npm run train --", ...args.map(quote)].join(" ");
    const outcome = await trainModel(options, {
      terminal,
      dataFolder: join(root, "public/data"),
      command,
      commit: commitOf(root),
      interrupt,
    });
    return statuses[outcome];
  } catch (error) {
    stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof OptionError ? 2 : 1;
  } finally {
    interrupt.removeEventListener("abort", noteInterrupt);
  }
}

function quote(argument: string): string {
  return /^[\w./=,:@%+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** The commit of the source, with a mark where files differ from it. */
function commitOf(root: string): string {
  try {
    const git = (...args: string[]) =>
      execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: "pipe" }).trim();
    const changes = git("status", "--porcelain", "--untracked-files=no");
    return git("rev-parse", "--short=12", "HEAD") + (changes === "" ? "" : " with changes");
  } catch {
    return "not known";
  }
}
