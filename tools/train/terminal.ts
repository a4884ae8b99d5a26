/** The part of a stream that is written to. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Between two lines of progress where there is no terminal, such as in a log. */
const INTERVAL_MS = 10_000;

/**
 * Lines of text, and one line of progress that is drawn over itself at the end. Without a terminal the progress becomes a
 * line of its own now and then.
 */
export class Terminal {
  private readonly output: Output;
  private readonly now: () => number;
  private shown = "";
  private writtenAt = -Infinity;

  constructor(output: Output, now: () => number = () => performance.now()) {
    this.output = output;
    this.now = now;
  }

  /** A line that stays. */
  print(line: string): void {
    if (this.shown !== "") this.output.write("\r\u001b[K");
    this.output.write(`${line}\n`);
    if (this.shown !== "") this.output.write(this.shown);
  }

  /** Takes the place of the progress before. */
  progress(line: string): void {
    if (this.output.isTTY) {
      // A line that wraps could not be drawn over. Some terminals say that they have no columns.
      this.shown = line.slice(0, (this.output.columns || 80) - 1);
      this.output.write(`\r\u001b[K${this.shown}`);
    } else if (this.now() - this.writtenAt >= INTERVAL_MS) {
      this.writtenAt = this.now();
      this.output.write(`${line}\n`);
    }
  }

  /** Takes the last progress away. */
  clearProgress(): void {
    if (this.shown !== "") this.output.write("\r\u001b[K");
    this.shown = "";
  }

  /** Leaves the last progress standing. */
  endProgress(): void {
    if (this.shown !== "") this.output.write("\n");
    this.shown = "";
  }
}
