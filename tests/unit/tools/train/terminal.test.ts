import { expect, test } from "vitest";
import { Terminal } from "../../../../tools/train/terminal.ts";

/** A terminal that writes into a list, and its clock. */
function terminalOf(output: { isTTY?: boolean; columns?: number }) {
  const written: string[] = [];
  const clock = { now: 0 };
  const terminal = new Terminal({ ...output, write: (text) => written.push(text) }, () => clock.now);
  return { written, clock, terminal };
}

test("progress is drawn over itself, and lines go above it", () => {
  const { written, terminal } = terminalOf({ isTTY: true, columns: 6 });
  terminal.print("first");
  terminal.progress("1/2");
  terminal.progress("2/2, too long");
  terminal.print("note");
  terminal.endProgress();
  terminal.endProgress();
  terminal.print("last");
  expect(written.join("")).toBe("first\n\r\u001b[K1/2\r\u001b[K2/2, \r\u001b[Knote\n2/2, \nlast\n");
});

test("progress can be taken away, and lines stand alone then", () => {
  const { written, terminal } = terminalOf({ isTTY: true });
  terminal.progress("1/2");
  terminal.clearProgress();
  terminal.print("note");
  terminal.clearProgress();
  expect(written.join("")).toBe("\r\u001b[K1/2\r\u001b[Knote\n");
});

test("a terminal that does not know its width has eighty columns", () => {
  const { written, terminal } = terminalOf({ isTTY: true, columns: 0 });
  terminal.progress("x".repeat(100));
  expect(written).toEqual([`\r\u001b[K${"x".repeat(79)}`]);
});

test("without a terminal progress is a line every ten seconds", () => {
  const { written, clock, terminal } = terminalOf({});
  for (clock.now = 0; clock.now <= 20_000; clock.now += 2500) terminal.progress(`at ${clock.now}`);
  terminal.endProgress();
  expect(written).toEqual(["at 0\n", "at 10000\n", "at 20000\n"]);
});
