import { playwright } from "@vitest/browser-playwright";
import { defineConfig, mergeConfig } from "vitest/config";
import { chromiumFlags, findChromium } from "./tools/chromium.mjs";
import viteConfig from "./vite.config.ts";

const executablePath = findChromium();

/** What the page and its tests import, named so that Vite bundles it at once: a later find reloads a test that runs, with a second React. */
const pageParts = [
  "@base-ui/react/dialog",
  "axe-core",
  "i18next",
  "lucide-react",
  "react",
  "react-dom",
  "react-dom/client",
  "react-error-boundary",
  "react-hotkeys-hook",
  "react-i18next",
  "react/jsx-dev-runtime",
  "react/jsx-runtime",
  "recharts",
  "valibot",
  "vitest-browser-react",
  "zustand",
  "zustand/vanilla",
];

/** Those that run tensors and train a network, on the processor: minutes, where all others take seconds. */
const engineTests = [
  "tests/unit/{engine,nn,worker}/**/*.test.ts",
  "tests/unit/tools/train/{engineSession,main,train}.test.ts",
  "tests/unit/tools/bench/bench.test.ts",
  "tests/contract/unetParity.test.ts",
];

export default mergeConfig(
  viteConfig,
  defineConfig({
    test: {
      projects: [
        {
          extends: true,
          test: {
            name: "unit",
            environment: "node",
            include: ["tests/{unit,contract,meta}/**/*.test.{ts,tsx}"],
            exclude: engineTests,
            // Files share their process: that halves the wait. Only a machine that is very busy needs the longer limit.
            isolate: false,
            testTimeout: 30_000,
          },
        },
        {
          extends: true,
          test: {
            name: "engine",
            environment: "node",
            include: engineTests,
            isolate: false,
            testTimeout: 120_000,
          },
        },
        {
          extends: true,
          optimizeDeps: { include: pageParts },
          test: {
            name: "browser",
            include: ["tests/browser/**/*.test.{ts,tsx}"],
            // The software adapter shares the processor with everything else: one page at a time, and patience.
            fileParallelism: false,
            testTimeout: 120_000,
            browser: {
              enabled: true,
              headless: true,
              screenshotFailures: false,
              provider: playwright({
                launchOptions: { args: chromiumFlags, ...(executablePath ? { executablePath } : {}) },
              }),
              instances: [{ browser: "chromium" }],
            },
          },
        },
      ],
    },
  }),
);
