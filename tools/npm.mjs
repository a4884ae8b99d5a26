import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Runs npm in the project, its output on ours, and returns the exit status.
 *
 * @param {readonly string[]} args
 */
export function npm(args) {
  const [command, first] = process.env["npm_execpath"]
    ? [process.execPath, [process.env["npm_execpath"]]]
    : ["npm", []];
  const { status, error } = spawnSync(command, [...first, ...args], {
    cwd: root,
    stdio: "inherit",
    // Windows starts npm through a command file.
    shell: command === "npm" && process.platform === "win32",
  });
  if (error) console.error(error.message);
  return status ?? 1;
}

/** Installs exactly what package-lock.json names, unless that is what is installed; ends the program when it fails. */
export function installPackages() {
  if (isInstalled(readJson("package-lock.json"), readJson("node_modules/.package-lock.json"))) return;
  console.log("Installing packages (once)");
  if (npm(["ci"]) !== 0) {
    console.error("The packages could not be installed; see above. Is the network reachable?");
    process.exit(1);
  }
}

/**
 * Whether npm's record of the installed packages agrees with the lockfile. Packages for other platforms stay out.
 *
 * @param {Lockfile | undefined} wanted
 * @param {Lockfile | undefined} installed
 * @typedef {{ packages: Readonly<Record<string, { version?: string, optional?: boolean }>> }} Lockfile
 */
export function isInstalled(wanted, installed) {
  if (!wanted || !installed) return false;
  return Object.entries(wanted.packages).every(
    ([path, { version, optional }]) =>
      path === "" || optional || installed.packages[path]?.version === version,
  );
}

/**
 * @param {string} name
 * @returns {Lockfile | undefined}
 */
function readJson(name) {
  try {
    return JSON.parse(readFileSync(join(root, name), "utf8"));
  } catch {
    return undefined;
  }
}
