import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundleComplaints } from "../../../tools/bundle.mjs";

let dist: string;
let report: string[];
const complaints = () => bundleComplaints(dist, (line) => report.push(line));

beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), "noise-and-back-dist-"));
  report = [];
  mkdirSync(join(dist, "assets"));
  write("index.html", '<script type="module" crossorigin src="./assets/index-1.js"></script>');
  write("licenses.md", "# Licenses\n\n## react - 19.3.1 (MIT)\n");
  write("assets/index-1.js", 'import{a as b}from"./react-2.js";import("./charts-3.js");');
  write("assets/react-2.js", 'import"./index-1.js";');
  write("assets/charts-3.js", `"recharts-wrapper";"${incompressible(300_000)}"`);
  write("assets/engineWorker-4.js", 'import("./webgl-5.js");import(`./cpu-6.js`);');
  write("assets/webgl-5.js", incompressible(200_000));
  write("assets/cpu-6.js", incompressible(100_000));
});

afterEach(() => rmSync(dist, { recursive: true }));

test("what the page loads lazily weighs nothing, of the worker's backends the largest counts", () => {
  expect(complaints()).toEqual([]);
  expect(report).toEqual([
    "the page: 2 scripts, 0.1 kB compressed",
    expect.stringMatching(/^the worker and its largest backend: 2 scripts, 15\d\.\d kB compressed$/),
  ]);
});

test("a page that grew too heavy is refused", () => {
  write("assets/react-2.js", `"${incompressible(300_000)}"`);
  expect(complaints()).toEqual([expect.stringMatching(/^the page weighs 2\d{5} bytes, more than 200000$/)]);
});

test("a worker that grew too heavy is refused", () => {
  write("assets/engineWorker-4.js", `import("./webgl-5.js");"${incompressible(100_000)}"`);
  expect(complaints()).toEqual([expect.stringMatching(/^the worker weighs 2\d{5} bytes, more than 220000$/)]);
});

test("charts at the start are refused", () => {
  write("assets/react-2.js", '"recharts-wrapper"');
  expect(complaints()).toEqual(["the page needs the charts"]);
});

test("a build without the notices of its packages is refused", () => {
  const complaint = ["licenses.md does not hold the packages' notices"];
  write("licenses.md", "# Licenses\n");
  expect(complaints()).toEqual(complaint);
  rmSync(join(dist, "licenses.md"));
  expect(complaints()).toEqual(complaint);
});

test("a build without a worker is refused", () => {
  rmSync(join(dist, "assets/engineWorker-4.js"));
  expect(complaints()).toEqual(["the build has no entry or no worker"]);
});

function write(name: string, text: string): void {
  writeFileSync(join(dist, name), text);
}

/** Text that gzip brings to three quarters. */
function incompressible(length: number): string {
  return randomBytes((length * 3) / 4).toString("base64");
}
