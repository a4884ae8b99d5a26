import { expect, test } from "vitest";
import { beginReverseStep, reverseStep } from "#gpu/kernels/reverseStep.ts";
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

test("reverseStep is sound for any count, and moves x in place", () => {
  for (const count of [1, 75, 3072, 196_608]) expectSound(reverseStep(count));
  expectSound(reverseStep(196_608, 4096));
  expect(buffersOf(reverseStep(12))).toEqual([
    "update x",
    "write xt",
    "write x0Hat",
    "write epsHat",
    "write z",
    "read eps",
    "read row",
    "read counters",
  ]);
});
