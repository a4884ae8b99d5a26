import { expect, test } from "vitest";
import { measuredRow, pytorchRow } from "../../../../tools/bench/rowOf.ts";

const task = { net: "280k", batch: 8, flops: 31e6 };
const result = { msPerStep: 100, firstStepMs: 900, steps: 20, repeats: 5 };
const calls = {
  dispatches: 271,
  passes: 4,
  submits: 4,
  uploads: 1,
  uploadedBytes: 256,
  buffers: 1,
  bindGroups: 2,
  pipelines: 3,
  readbacks: 0.04,
};

test("a step costs three forward passes an image; its share is that of the adapter's multiply-adds", () => {
  const roofline = { gflops: 10, gigabytesPerSecond: 3 };
  const row = measuredRow(
    task,
    "captured",
    { ...result, calls, jsMs: 1, gpuBytes: 5 },
    roofline,
    "some adapter",
  );
  // 8 images in 0.1 s, 3 x 31 MFLOP each.
  expect(row.imagesPerSecond).toBeCloseTo(80);
  expect(row.gflops).toBeCloseTo(7.44);
  expect(row.rooflineShare).toBeCloseTo(0.744);
  expect(row).toMatchObject({
    engine: "captured",
    dispatches: 271,
    creations: 6,
    gpuBytes: 5,
    device: "some adapter",
  });
});

test("PyTorch's speed is reckoned alike, and its counts are unknown", () => {
  const row = pytorchRow(task, { net: "280k", device: "PyTorch", ...result });
  expect(row.gflops).toBeCloseTo(7.44);
  expect(row).toMatchObject({
    engine: "pytorch",
    rooflineShare: null,
    dispatches: null,
    jsMs: null,
    steps: 20,
  });
});
