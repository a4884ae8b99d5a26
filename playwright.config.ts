import { defineConfig } from "@playwright/test";
import { chromiumFlags, findChromium } from "./tools/chromium.mjs";
import { freePort } from "./tools/port.mjs";

const executablePath = findChromium();
// The first process chooses; those it starts inherit the choice.
const port = (process.env["E2E_PORT"] ??= String(await freePort(4179)));

export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results/e2e",
  // The software adapter shares the processor with everything else: one page at a time, and patience.
  workers: 1,
  timeout: 180_000,
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: "test-results/e2e.json" }]],
  use: {
    baseURL: `http://localhost:${port}/`,
    trace: "retain-on-failure",
    launchOptions: { args: chromiumFlags, ...(executablePath ? { executablePath } : {}) },
  },
  webServer: {
    command: `npx vite preview --port ${port} --strictPort`,
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
  },
});
