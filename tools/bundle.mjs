import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

/** Bytes compressed. The worker carries the kernels of the training engine. */
const limits = { page: 200_000, worker: 220_000 };
const staticImport = /\b(?:import|from)\s*["'](\.[^"']+\.js)["']/g;
const lazyImport = /\bimport\(\s*["'`](\.[^"'`]+\.js)["'`]\s*\)/g;

/**
 * What is wrong with the built page: its scripts, or the worker's with one backend, weigh more than they may, the
 * charts are among those that the page needs before it shows anything, or the notices of the packages in it are missing.
 *
 * @param {string} dist folder of the build
 * @param {(line: string) => void} report takes what was weighed
 */
export function bundleComplaints(dist, report) {
  const assets = join(dist, "assets");
  const worker = readdirSync(assets).find((name) => /^engineWorker-.*\.js$/.test(name));
  const entry = /<script type="module"[^>]* src="([^"]+)"/.exec(
    readFileSync(join(dist, "index.html"), "utf8"),
  )?.[1];
  if (!worker || !entry) return ["the build has no entry or no worker"];

  const pageScripts = withImports([join(dist, entry)]);
  const workerScripts = withHeaviestChoice(join(assets, worker));
  report(`the page: ${pageScripts.size} scripts, ${kilobytes(pageScripts)} kB compressed`);
  report(
    `the worker and its largest backend: ${workerScripts.size} scripts, ${kilobytes(workerScripts)} kB compressed`,
  );
  const complaints = [];
  if (weigh(pageScripts) > limits.page)
    complaints.push(`the page weighs ${weigh(pageScripts)} bytes, more than ${limits.page}`);
  if (weigh(workerScripts) > limits.worker)
    complaints.push(`the worker weighs ${weigh(workerScripts)} bytes, more than ${limits.worker}`);
  if ([...pageScripts.values()].some((text) => text.includes("recharts-")))
    complaints.push("the page needs the charts");
  const licences = join(dist, "licenses.md");
  if (!existsSync(licences) || !readFileSync(licences, "utf8").includes("## react - "))
    complaints.push("licenses.md does not hold the packages' notices");
  return complaints;
}

/** @typedef {ReadonlyMap<string, string>} Scripts path to text */

/**
 * Scripts and all that they import other than by `import()`.
 *
 * @param {readonly string[]} paths
 * @returns {Scripts}
 */
function withImports(paths) {
  const found = new Map();
  const waiting = [...paths];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    const text = readFileSync(path, "utf8");
    found.set(path, text);
    waiting.push(...importsOf(path, text, staticImport));
  }
  return found;
}

/**
 * A script, its imports, and the heaviest of the scripts that it chooses among by `import()`.
 *
 * @param {string} path
 */
function withHeaviestChoice(path) {
  const scripts = withImports([path]);
  return [...scripts]
    .flatMap(([from, text]) => importsOf(from, text, lazyImport))
    .map((choice) => withImports([path, choice]))
    .reduce((heaviest, choice) => (weigh(choice) > weigh(heaviest) ? choice : heaviest), scripts);
}

/**
 * @param {string} path
 * @param {string} text
 * @param {RegExp} pattern
 */
function importsOf(path, text, pattern) {
  return [...text.matchAll(pattern)].map(([, specifier = ""]) => join(dirname(path), specifier));
}

/** @param {Scripts} scripts */
function weigh(scripts) {
  return [...scripts.values()].reduce((bytes, text) => bytes + gzipSync(text).length, 0);
}

/** @param {Scripts} scripts */
function kilobytes(scripts) {
  return (weigh(scripts) / 1000).toFixed(1);
}
