/** WebGPU in Node, for programs that train without a browser: Dawn, on a graphics card or on the software driver that comes with Chromium. */
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "vite";
import { findChromium } from "./chromium.mjs";
import { root } from "./npm.mjs";

const SOFTWARE_DRIVER = "vk_swiftshader_icd.json";

const chromiumFolders = [
  "/usr/lib/chromium",
  "/usr/lib/chromium-browser",
  "/usr/lib64/chromium-browser",
  "/opt/google/chrome",
];

/**
 * The environment of a process that is to have WebGPU. On Linux the Vulkan loader and its drivers are chosen by variables that must
 * be set before the process starts: the system's where it has a graphics card, and beside or instead of them Chromium's in
 * software. What the user has set stays.
 *
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {string} platform
 * @param {{ hasCard: () => boolean, softwareFolder: () => string | undefined }} machine
 * @returns {Record<string, string | undefined>}
 */
export function gpuEnvironment(
  environment = process.env,
  platform = process.platform,
  machine = { hasCard, softwareFolder },
) {
  if (platform !== "linux" || environment["VK_DRIVER_FILES"] || environment["VK_ICD_FILENAMES"]) {
    return { ...environment };
  }
  const folder = machine.softwareFolder();
  if (!folder) return { ...environment };
  const libraries = environment["LD_LIBRARY_PATH"];
  return {
    ...environment,
    // Without one the drivers complain that they find no desktop, which is not asked for.
    XDG_RUNTIME_DIR: environment["XDG_RUNTIME_DIR"] ?? tmpdir(),
    LD_LIBRARY_PATH: libraries ? `${libraries}:${folder}` : folder,
    [machine.hasCard() ? "VK_ADD_DRIVER_FILES" : "VK_DRIVER_FILES"]: join(folder, SOFTWARE_DRIVER),
  };
}

/** Whether Linux has a graphics card to drive; `/dev/dxg` is Windows' below it. */
function hasCard() {
  if (existsSync("/dev/nvidia0") || existsSync("/dev/dxg")) return true;
  return existsSync("/dev/dri") && readdirSync("/dev/dri").some((name) => name.startsWith("renderD"));
}

/** Where an installed Chromium keeps its Vulkan loader and its driver in software. */
function softwareFolder() {
  const chromium = findChromium();
  const own = chromium ? [dirname(realpathSync(chromium))] : [];
  return [...own, ...chromiumFolders].find((folder) => existsSync(join(folder, SOFTWARE_DRIVER)));
}

/** Puts `navigator.gpu` and WebGPU's globals in their places. */
export async function installWebgpu() {
  const { create, globals } = await import("webgpu");
  Object.assign(globalThis, globals);
  const gpu = create([]);
  // Node 20 has no navigator, later ones have this one.
  const own = { userAgent: `Node.js/${process.versions.node}`, hardwareConcurrency: availableParallelism() };
  if (!globalThis.navigator) Object.defineProperty(globalThis, "navigator", { value: own });
  Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
  const adapter = await gpu.requestAdapter();
  if (adapter?.info.isFallbackAdapter) pollPatiently();
}

/**
 * Dawn finds out whether the device is done by asking without a pause, which takes a whole core from a device that is itself made of
 * the cores. From here on it asks once a millisecond.
 */
function pollPatiently() {
  const { setImmediate } = globalThis;
  /** @type {(callback: (...args: unknown[]) => void, ...args: unknown[]) => unknown} */
  const patient = (callback, ...args) =>
    String(callback).endsWith("{ [native code] }")
      ? setTimeout(callback, 1, ...args)
      : setImmediate(callback, ...args);
  Object.assign(globalThis, { setImmediate: patient });
}

/**
 * Bundles a TypeScript program of ours for Node: tfjs imports its files without endings, and plug-ins are read by a bundler's glob.
 *
 * @param {string} entry file in the project
 * @param {string} name folder below `.cache`
 * @returns {Promise<string>} address of the bundle, to be imported
 */
export async function bundle(entry, name) {
  const folder = join(root, ".cache", name);
  await build({
    root,
    logLevel: "warn",
    publicDir: false,
    ssr: { noExternal: true, external: ["@jax-js/jax"] },
    build: {
      ssr: entry,
      outDir: folder,
      // Another process may be about to load a part of what is there.
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: "main.js" } },
    },
  });
  return pathToFileURL(join(folder, "main.js")).href;
}
