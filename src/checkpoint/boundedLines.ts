const LINE_LENGTH_MAX = 300;
const LINES_MAX = 20;

/** Lines of which each is cut, and of many the first twenty with the number of the others: what a page can show. */
export function boundedLines(lines: readonly string[]): string[] {
  const others = lines.length - LINES_MAX;
  // One line more takes no more room than its number.
  const kept = others > 1 ? [...lines.slice(0, LINES_MAX), `and ${others} more`] : lines;
  return kept.map((line) =>
    line.length > LINE_LENGTH_MAX ? `${line.slice(0, LINE_LENGTH_MAX - 1)}…` : line,
  );
}
