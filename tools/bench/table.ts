import { at } from "#math/at.ts";
import type { GrowthRow, Report, Row, SamplingRow } from "./row.ts";

/** The report as text for a terminal. */
export function reportText({ adapter, roofline, rows, sampling, growth }: Report): string {
  const kind = adapter.isSoftware ? ", in software" : "";
  const lines = [
    `${adapter.description || adapter.vendor} (${adapter.architecture}${kind})`,
    `at most ${number(roofline.gflops)} GFLOP/s in f32, ${number(roofline.gigabytesPerSecond)} GB/s copied`,
  ];
  if (rows.length > 0) lines.push("", "Training, per step", table(trainingColumns, rows));
  if (sampling.length > 0)
    lines.push("", "Sampling; counts per evaluation of the network", table(samplingColumns, sampling));
  if (growth.length > 0)
    lines.push("", "Growth of a captured step; for T, of a reverse process", table(growthColumns, growth));
  return `${lines.join("\n")}\n`;
}

type Columns<T> = readonly (readonly [title: string, text: (row: T) => string])[];

const trainingColumns: Columns<Row> = [
  ["net", (row) => row.net],
  ["engine", (row) => row.engine],
  ["batch", (row) => String(row.batch)],
  ["ms", (row) => number(row.msPerStep)],
  ["images/s", (row) => number(row.imagesPerSecond)],
  ["GFLOP/s", (row) => number(row.gflops)],
  ["of roof", (row) => (row.rooflineShare === null ? "" : `${(100 * row.rooflineShare).toFixed(1)} %`)],
  ["dispatches", (row) => number(row.dispatches)],
  ["submits", (row) => number(row.submits)],
  ["uploads", (row) => number(row.uploads)],
  ["creations", (row) => number(row.creations)],
  ["readbacks", (row) => number(row.readbacks)],
  ["JS ms", (row) => number(row.jsMs)],
  ["GPU MB", (row) => number(row.gpuBytes === null ? null : row.gpuBytes / 1e6)],
  ["first ms", (row) => number(row.firstStepMs)],
  ["timed", (row) => `${row.repeats} x ${row.steps}`],
];

const samplingColumns: Columns<SamplingRow> = [
  ["net", (row) => row.net],
  ["engine", (row) => row.engine],
  ["sampler", (row) => `${row.sampler} ${row.steps}`],
  ["images", (row) => String(row.images)],
  ["s", (row) => number(row.seconds)],
  ["ms/step", (row) => number(row.msPerStep)],
  ["images/s", (row) => number(row.imagesPerSecond)],
  ["dispatches", (row) => number(row.dispatches)],
  ["submits", (row) => number(row.submits)],
  ["uploads", (row) => number(row.uploads)],
  ["creations", (row) => number(row.creations)],
  ["readbacks", (row) => number(row.readbacks)],
];

const growthColumns: Columns<GrowthRow> = [
  ["axis", (row) => row.axis],
  ["value", (row) => String(row.value)],
  ["parameters", (row) => String(row.parameters)],
  ["ms", (row) => number(row.milliseconds)],
  ["GFLOP/s", (row) => number(row.gflops)],
  ["GPU MB", (row) => number(row.gpuBytes / 1e6)],
];

/** Three digits, and no more of a number than that says. */
export function number(value: number | null): string {
  if (value === null) return "";
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** Names to the left, numbers to the right. */
function table<T>(columns: Columns<T>, rows: readonly T[]): string {
  const lines = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, text]) => text(row)))];
  const widths = columns.map((_, i) => Math.max(...lines.map((cells) => at(cells, i).length)));
  const isName = (i: number) => i < 2;
  return lines
    .map((cells) =>
      cells
        .map((cell, i) => (isName(i) ? cell.padEnd(at(widths, i)) : cell.padStart(at(widths, i))))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
