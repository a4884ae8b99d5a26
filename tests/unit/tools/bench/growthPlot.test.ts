import { expect, test } from "vitest";
import { growthPlot } from "../../../../tools/bench/growthPlot.ts";
import type { GrowthRow } from "../../../../tools/bench/row.ts";

function row(axis: GrowthRow["axis"], value: number, milliseconds: number): GrowthRow {
  return { axis, value, milliseconds, parameters: 1, gflops: 1, gpuBytes: 1 };
}

const rows = [row("batch", 8, 40), row("batch", 2, 10), row("batch", 4, 20), row("T", 100, 9000)];

test("what is proportional is a straight line from left to right, and other axes have no part in it", () => {
  const plot = growthPlot(rows, "batch");
  const [points = ""] = /(?<=polyline points=")[^"]+/.exec(plot) ?? [];
  const [a, b, c, ...more] = points.split(" ").map((point) => point.split(",").map(Number));
  if (!a || !b || !c) throw new Error("there are less than three points");
  const slope = (from: number[], to: number[]) =>
    ((to[1] ?? 0) - (from[1] ?? 0)) / ((to[0] ?? 0) - (from[0] ?? 0));
  expect(more).toEqual([]);
  expect(slope(a, b)).toBeLessThan(0);
  expect(slope(b, c)).toBeCloseTo(slope(a, b), 2);
});

test("the scale ends at the next round number, in seconds where that is shorter", () => {
  expect(growthPlot(rows, "batch")).toContain(">40 ms<");
  expect(growthPlot(rows, "T")).toContain(">10 s<");
});
