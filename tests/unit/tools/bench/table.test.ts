import { expect, test } from "vitest";
import type { Report, Row } from "../../../../tools/bench/row.ts";
import { number, reportText } from "../../../../tools/bench/table.ts";

test.for([
  [null, ""],
  [0, "0"],
  [271, "271"],
  [0.0123456, "0.0123"],
  [4.04, "4.04"],
  [1658.4, "1658"],
] as const)("%s is written as %s", ([value, text]) => {
  expect(number(value)).toBe(text);
});

const row: Row = {
  net: "280k",
  engine: "captured",
  batch: 8,
  msPerStep: 146.2,
  imagesPerSecond: 54.7,
  gflops: 5.1,
  rooflineShare: 0.573,
  dispatches: 271,
  passes: 4,
  submits: 4.04,
  uploads: 0,
  uploadedBytes: 0,
  creations: 0,
  readbacks: 0.04,
  jsMs: 1.7,
  gpuBytes: 14.6e6,
  firstStepMs: 14_564,
  steps: 50,
  repeats: 5,
  device: "some adapter",
};

test("a report names the adapter and its limits, and gives each row below its titles", () => {
  const report: Report = {
    adapter: { vendor: "v", architecture: "a", description: "some adapter", isSoftware: true },
    roofline: { gflops: 8.9, gigabytesPerSecond: 3.5 },
    rows: [row, { ...row, engine: "pytorch", dispatches: null, rooflineShare: null }],
    sampling: [],
    growth: [],
  };
  const [adapter, roofline, , heading, titles = "", captured = "", pytorch = ""] =
    reportText(report).split("\n");
  expect([adapter, roofline, heading]).toEqual([
    "some adapter (a, in software)",
    "at most 8.9 GFLOP/s in f32, 3.5 GB/s copied",
    "Training, per step",
  ]);
  const end = titles.indexOf("dispatches") + "dispatches".length;
  expect(captured.slice(0, end)).toMatch(/^280k {2}captured .* 57\.3 % .* 271$/);
  expect(pytorch.slice(0, end).trimEnd()).toMatch(/^280k {2}pytorch .* 5\.1$/);
});
