import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bundleComplaints } from "./bundle.mjs";
import { installChromium } from "./installChromium.mjs";
import { requireNode } from "./nodeVersion.mjs";
import { installPackages, npm, root } from "./npm.mjs";
import { countPlaywright, countVitest, sum } from "./testCounts.mjs";

const reports = join(root, "test-results");

/** `npm test`: installs what is missing, then runs every check and every test; the last line counts the tests. */
function test() {
  installPackages();
  installChromium();
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports);

  const counts = sum([
    check("types", () => npm(["run", "-s", "types"])),
    check("lint", () => npm(["run", "-s", "lint"])),
    check("format", () => npm(["run", "-s", "format:check"])),
    check("unused code", () => npm(["run", "-s", "unused"])),
    tests("unit tests", "unit.json", countVitest, () => vitest("test:unit", "unit.json")),
    tests("browser tests", "browser.json", countVitest, () => vitest("test:browser", "browser.json")),
    check("build", () => npm(["run", "-s", "build"])),
    check("bundle size", checkBundle),
    tests("end-to-end tests", "e2e.json", countPlaywright, () => npm(["run", "-s", "test:e2e"])),
  ]);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}

/**
 * A check has no tests to count: it adds to the failed ones when it fails.
 *
 * @param {string} name
 * @param {() => number} run
 */
function check(name, run) {
  return { passed: 0, failed: timed(name, run) === 0 ? 0 : 1 };
}

/**
 * @template Report
 * @param {string} name
 * @param {string} file
 * @param {(report: Report | undefined, exitStatus: number) => import("./testCounts.mjs").Counts} count
 * @param {() => number} run
 */
function tests(name, file, count, run) {
  const exitStatus = timed(name, run);
  return count(readReport(file), exitStatus);
}

/**
 * @param {string} name
 * @param {() => number} run
 */
function timed(name, run) {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const exitStatus = run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`== ${name}: ${exitStatus === 0 ? "passed" : "FAILED"} (${seconds} s)`);
  return exitStatus;
}

/**
 * @param {string} script
 * @param {string} file
 */
function vitest(script, file) {
  const output = join(reports, file);
  return npm([
    "run",
    "-s",
    script,
    "--",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${output}`,
  ]);
}

function checkBundle() {
  const complaints = bundleComplaints(join(root, "dist"), console.log);
  for (const complaint of complaints) console.error(complaint);
  return complaints.length;
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(join(reports, file), "utf8"));
  } catch {
    return undefined;
  }
}

requireNode();
test();
