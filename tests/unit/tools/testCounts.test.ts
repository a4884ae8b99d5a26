import { expect, test } from "vitest";
import { countPlaywright, countVitest, sum } from "../../../tools/testCounts.mjs";

const vitest = (numPassedTests: number, numTotalTests: number) => ({ numPassedTests, numTotalTests });
const playwright = (expected: number, unexpected = 0, flaky = 0, skipped = 0) => ({
  stats: { expected, unexpected, flaky, skipped },
});

test("passing tests are counted", () => {
  expect(countVitest(vitest(7, 7), 0)).toEqual({ passed: 7, failed: 0 });
  expect(countPlaywright(playwright(3), 0)).toEqual({ passed: 3, failed: 0 });
});

test("failed, flaky and skipped tests count as failed", () => {
  expect(countVitest(vitest(5, 7), 1)).toEqual({ passed: 5, failed: 2 });
  expect(countVitest(vitest(5, 6), 0)).toEqual({ passed: 5, failed: 1 });
  expect(countPlaywright(playwright(4, 1, 1, 1), 1)).toEqual({ passed: 4, failed: 3 });
});

test("a runner that crashed or ran nothing counts as one failure", () => {
  expect(countVitest(undefined, 1)).toEqual({ passed: 0, failed: 1 });
  expect(countVitest(undefined, 0)).toEqual({ passed: 0, failed: 1 });
  expect(countVitest(vitest(0, 0), 0)).toEqual({ passed: 0, failed: 1 });
  expect(countPlaywright(undefined, 0)).toEqual({ passed: 0, failed: 1 });
});

test("an error outside of tests counts, though every test passed", () => {
  expect(countVitest(vitest(7, 7), 1)).toEqual({ passed: 7, failed: 1 });
  expect(countPlaywright(playwright(3), 1)).toEqual({ passed: 3, failed: 1 });
});

test("parts add up", () => {
  expect(sum([])).toEqual({ passed: 0, failed: 0 });
  expect(
    sum([
      { passed: 2, failed: 0 },
      { passed: 3, failed: 1 },
    ]),
  ).toEqual({ passed: 5, failed: 1 });
});
