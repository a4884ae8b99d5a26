import { boundedLines } from "../boundedLines.ts";
import { CheckpointError } from "../checkpointError.ts";

/** A folder of diffusers with settings that have no counterpart here: all of them, not the first alone. */
export class FolderError extends CheckpointError {
  /** One line each: file, key, value, and what works here. Of very many the first. */
  readonly problems: readonly string[];

  constructor(all: readonly string[]) {
    const problems = boundedLines(all);
    const count = all.length === 1 ? "One thing" : `${all.length} things`;
    super(
      `${count} in this folder cannot be used here; the network that was there before is untouched.\n` +
        problems.map((problem) => `- ${problem}`).join("\n"),
    );
    this.problems = problems;
  }
}
