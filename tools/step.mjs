/**
 * Steps of `npm test`. Each ends in counts, whatever happens in it: what throws has failed, and the next step runs.
 *
 * @typedef {import("./testCounts.mjs").Counts} Counts
 */

/**
 * A check has no tests to count: it adds to the failed ones when it fails.
 *
 * @param {string} name
 * @param {() => number} run returns its exit status
 * @returns {Counts}
 */
export function check(name, run) {
  return step(name, () => ({ passed: 0, failed: run() === 0 ? 0 : 1 }));
}

/**
 * A step that counts its tests.
 *
 * @param {string} name
 * @param {() => Counts} run
 */
export function step(name, run) {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const counts = countsOf(run);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`== ${name}: ${counts.failed === 0 ? "passed" : "FAILED"} (${seconds} s)`);
  return counts;
}

/**
 * A step that cannot run for want of an earlier one counts as failed.
 *
 * @param {string} name
 * @param {string} missing
 */
export function notRun(name, missing) {
  console.log(`\n== ${name}: FAILED (not run, for want of ${missing})`);
  return { passed: 0, failed: 1 };
}

/** @param {() => Counts} run */
function countsOf(run) {
  try {
    return run();
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1 };
  }
}
