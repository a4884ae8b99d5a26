import { playwright } from "@vitest/browser-playwright";
import { defineConfig, mergeConfig } from "vitest/config";
import { chromiumFlags, findChromium } from "./tools/chromium.mjs";
import viteConfig from "./vite.config.ts";

const executablePath = findChromium();

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
            // Files share their process: that halves the wait. Only a machine that is very busy needs the longer limit.
            isolate: false,
            testTimeout: 30_000,
          },
        },
        {
          extends: true,
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
