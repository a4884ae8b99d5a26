import { expect, test } from "vitest";
import { beginReverseStep, predictX0, reverseStep } from "#gpu/kernels/reverseStep.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test("beginReverseStep is one workgroup, so that all of it can wait before the step is counted", () => {
  for (const lanes of [1, 64, 256] as const) {
    for (const size of [6, 64]) {
      const launch = beginReverseStep(64, size, lanes);
      expectSound(launch);
      expect(launch.workgroups).toEqual([1, 1, 1]);
    }
  }
  expect(buffersOf(beginReverseStep(2, 8))).toEqual([
    "write row",
    "write rows",
    "update counters",
    "read table",
    "read timestepRows",
  ]);
});

test("predictX0 asks the network's answer once, or twice where it is guided", () => {
  for (const isGuided of [false, true]) {
    for (const count of [1, 75, 3072]) expectSound(predictX0(count, isGuided));
    expect(buffersOf(predictX0(12, isGuided))).toEqual([
      "write x0Hat",
      "read x",
      "read prediction",
      "read row",
    ]);
  }
});

test("reverseStep is sound for any count, and moves x in place within eight buffers", () => {
  for (const clipping of ["none", "range", "dynamic"] as const) {
    for (const isGuided of [false, true]) {
      for (const [count, length] of [
        [1, 1],
        [75, 25],
        [3072, 768],
        [196_608, 3072],
      ] as const)
        expectSound(reverseStep(count, length, { clipping, isGuided }));
    }
  }
  expectSound(reverseStep(196_608, 3072, { clipping: "range", isGuided: false, threads: 4096 }));
  const buffers = [
    "update x",
    "write xt",
    "update x0Hat",
    "update x0HatBefore",
    "write epsHat",
    "read row",
    "read counters",
  ];
  expect(buffersOf(reverseStep(12, 6, { clipping: "range", isGuided: false }))).toEqual(buffers);
  expect(buffersOf(reverseStep(12, 6, { clipping: "dynamic", isGuided: true }))).toEqual([
    ...buffers,
    "read bounds",
  ]);
});
