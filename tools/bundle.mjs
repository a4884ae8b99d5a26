import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

const limit = 200_000;

/**
 * What is wrong with the built page: the scripts that the page or the worker must load before they run weigh more than 200 kB
 * when compressed, or charts are among them.
 *
 * @param {string} dist folder of the build
 * @param {(line: string) => void} report takes what was weighed
 */
export function bundleComplaints(dist, report) {
  const scripts = readdirSync(join(dist, "assets"));
  const worker = scripts.find((name) => /^engineWorker-.*\.js$/.test(name));
  const entry = /<script type="module"[^>]* src="([^"]+)"/.exec(
    readFileSync(join(dist, "index.html"), "utf8"),
  )?.[1];
  if (!worker || !entry) return ["the build has no entry or no worker"];
  return [
    ...complaintsOf("the page", staticImports(join(dist, entry)), report),
    ...complaintsOf("the worker", staticImports(join(dist, "assets", worker)), report),
  ];
}

/**
 * @param {string} name
 * @param {ReadonlyMap<string, string>} scripts
 * @param {(line: string) => void} report
 */
function complaintsOf(name, scripts, report) {
  const bytes = [...scripts.values()].reduce((total, text) => total + gzipSync(text).length, 0);
  report(`${name} loads ${scripts.size} scripts, ${(bytes / 1000).toFixed(1)} kB compressed, before it runs`);
  const complaints = [];
  if (bytes > limit) complaints.push(`${name} loads ${bytes} bytes, more than ${limit}`);
  if ([...scripts.values()].some((text) => text.includes("recharts-")))
    complaints.push(`${name} loads the charts`);
  return complaints;
}

/**
 * A script and all that it imports other than by `import()`, path to text.
 *
 * @param {string} path
 * @param {Map<string, string>} found
 * @returns {ReadonlyMap<string, string>}
 */
function staticImports(path, found = new Map()) {
  if (found.has(path)) return found;
  const text = readFileSync(path, "utf8");
  found.set(path, text);
  for (const [, specifier = ""] of text.matchAll(/\b(?:import|from)\s*["'](\.[^"']+\.js)["']/g)) {
    staticImports(join(dirname(path), specifier), found);
  }
  return found;
}
