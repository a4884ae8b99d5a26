/**
 * Tests of one runner. A skipped test proves nothing and counts as failed; so does a runner that crashed, that ran no test at
 * all, or that ends with an error although each of its tests passed.
 *
 * @typedef {{ readonly passed: number, readonly failed: number }} Counts
 */

/**
 * Counts of Vitest's JSON report.
 *
 * @param {{ numPassedTests: number, numTotalTests: number } | undefined} report
 * @param {number} exitStatus
 */
export function countVitest(report, exitStatus) {
  return counts(report?.numPassedTests ?? 0, report?.numTotalTests ?? 0, exitStatus);
}

/**
 * Counts of Playwright's JSON report.
 *
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } } | undefined} report
 * @param {number} exitStatus
 */
export function countPlaywright(report, exitStatus) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {};
  return counts(expected, expected + unexpected + flaky + skipped, exitStatus);
}

/**
 * @param {number} passed
 * @param {number} total
 * @param {number} exitStatus
 * @returns {Counts}
 */
function counts(passed, total, exitStatus) {
  const isBroken = exitStatus !== 0 || total === 0;
  return { passed, failed: Math.max(total - passed, isBroken ? 1 : 0) };
}

/** @param {readonly Counts[]} parts */
export function sum(parts) {
  return parts.reduce(
    (all, part) => ({ passed: all.passed + part.passed, failed: all.failed + part.failed }),
    {
      passed: 0,
      failed: 0,
    },
  );
}
