import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bundleComplaints } from "./bundle.mjs";
import { installChromium } from "./installChromium.mjs";
import { requireNode } from "./nodeVersion.mjs";
import { installPackages, npm, root } from "./npm.mjs";
import { check, notRun, step } from "./step.mjs";
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
    step("unit tests", () => vitest("test:unit", "unit.json")),
    step("engine tests", () => vitest("test:engine", "engine.json")),
    step("browser tests", () => vitest("test:browser", "browser.json")),
    ...testBuild(),
  ]);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}

/** Builds afresh, for a build that was left over would pass in place of one that fails. */
function testBuild() {
  const dist = join(root, "dist");
  const build = check("build", () => {
    rmSync(dist, { recursive: true, force: true });
    return npm(["run", "-s", "build"]);
  });
  if (build.failed > 0)
    return [build, notRun("bundle size", "a build"), notRun("end-to-end tests", "a build")];
  return [
    build,
    check("bundle size", () => checkBundle(dist)),
    step("end-to-end tests", () => {
      const exitStatus = npm(["run", "-s", "test:e2e"]);
      return countPlaywright(readReport("e2e.json"), exitStatus);
    }),
  ];
}

/**
 * @param {string} script
 * @param {string} file
 */
function vitest(script, file) {
  const output = join(reports, file);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${output}`];
  const exitStatus = npm(["run", "-s", script, "--", ...reporters]);
  return countVitest(readReport(file), exitStatus);
}

/** @param {string} dist */
function checkBundle(dist) {
  const complaints = bundleComplaints(dist, console.log);
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
