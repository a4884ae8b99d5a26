import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findChromium } from "./chromium.mjs";

/** Sees to it that there is a Chromium or Chrome for the tests; ends the program with advice when there can be none. */
export function installChromium() {
  if (findChromium()) return;
  const prefix = aptPrefix();
  if (prefix) {
    console.log("Installing the Debian package chromium (once)");
    run([...prefix, "apt-get", "update", "-q"]);
    run([...prefix, "apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"]);
  }
  if (!findChromium()) {
    console.error(
      "The tests need Chromium or Chrome, and none was found. Install one, or let CHROME_PATH name its executable.",
    );
    process.exit(1);
  }
}

/** What to put before `apt-get`, or undefined where it is missing or not permitted. */
function aptPrefix() {
  if (!existsSync("/usr/bin/apt-get")) return undefined;
  if (process.getuid?.() === 0) return [];
  return spawnSync("sudo", ["-n", "true"]).status === 0 ? ["sudo", "-n"] : undefined;
}

/** @param {readonly string[]} line */
function run([command = "", ...args]) {
  spawnSync(command, args, { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
}
