import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const commands = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Path of an installed Chromium or Chrome, or undefined. `CHROME_PATH` wins, then the search path, then the usual places.
 *
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {string} platform
 * @param {(path: string) => boolean} exists
 * @throws {RangeError} when `CHROME_PATH` names a file that does not exist.
 */
export function findChromium(environment = process.env, platform = process.platform, exists = existsSync) {
  const named = environment["CHROME_PATH"];
  if (named) {
    if (exists(named)) return named;
    throw new RangeError(
      `CHROME_PATH = ${named} does not exist; it must name a Chrome or Chromium executable`,
    );
  }
  return usualPlaces(environment, platform).find((path) => exists(path));
}

/**
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {string} platform
 * @returns {string[]}
 */
function usualPlaces(environment, platform) {
  if (platform === "win32") {
    return ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((name) => {
      const folder = environment[name];
      return folder
        ? [
            `${folder}\\Google\\Chrome\\Application\\chrome.exe`,
            `${folder}\\Chromium\\Application\\chrome.exe`,
          ]
        : [];
    });
  }
  const onPath = (environment["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .flatMap((folder) => commands.map((command) => join(folder, command)));
  if (platform === "darwin") {
    return [
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
      ...onPath,
    ];
  }
  return [...onPath, ...commands.map((command) => `/usr/bin/${command}`)];
}

/** WebGPU on the software adapter, so that tests do not depend on a graphics card; and no request of the browser's own. */
export const chromiumFlags = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
  "--use-vulkan=swiftshader",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
  // Chromium refuses to start its sandbox as root.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];
