import type { MockInstance } from "vitest";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { check, notRun, step } from "../../../tools/step.mjs";

let log: MockInstance<typeof console.log>;
let error: MockInstance<typeof console.error>;

beforeEach(() => {
  log = vi.spyOn(console, "log").mockImplementation(() => {});
  error = vi.spyOn(console, "error").mockImplementation(() => {});
});

afterEach(() => vi.restoreAllMocks());

const throws = () => {
  throw new Error("ENOENT");
};

test("a check counts nothing when it passes and one failure when it does not", () => {
  expect(check("lint", () => 0)).toEqual({ passed: 0, failed: 0 });
  expect(check("lint", () => 2)).toEqual({ passed: 0, failed: 1 });
});

test("a step has the counts of its tests and ends with its verdict", () => {
  expect(step("unit", () => ({ passed: 3, failed: 0 }))).toEqual({ passed: 3, failed: 0 });
  expect(log).toHaveBeenLastCalledWith(expect.stringMatching(/^== unit: passed \(\d+\.\d s\)$/));
  expect(step("unit", () => ({ passed: 3, failed: 1 }))).toEqual({ passed: 3, failed: 1 });
  expect(log).toHaveBeenLastCalledWith(expect.stringMatching(/^== unit: FAILED/));
});

test("what throws says so and counts as one failure", () => {
  expect(check("bundle size", throws)).toEqual({ passed: 0, failed: 1 });
  expect(step("end-to-end", throws)).toEqual({ passed: 0, failed: 1 });
  expect(error).toHaveBeenCalledWith(new Error("ENOENT"));
  expect(log).toHaveBeenLastCalledWith(expect.stringMatching(/^== end-to-end: FAILED/));
});

test("what cannot run counts as one failure", () => {
  expect(notRun("end-to-end", "a build")).toEqual({ passed: 0, failed: 1 });
  expect(log).toHaveBeenLastCalledWith("\n== end-to-end: FAILED (not run, for want of a build)");
});
