import { chromium, expect, test } from "@playwright/test";
import { findChromium } from "../../tools/chromium.mjs";
import { open, position, tinyRun } from "./playground.ts";

/** A browser whose WebGPU finds no adapter: the page still works, and says what it runs on. */
test("without an adapter the page trains on a fallback and says so", async ({ baseURL }) => {
  test.setTimeout(600_000);
  const executablePath = findChromium();
  const browser = await chromium.launch({
    args: [
      "--disable-gpu",
      "--disable-features=WebGPU",
      "--no-first-run",
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
    ...(executablePath ? { executablePath } : {}),
  });
  try {
    const page = await browser.newPage(baseURL ? { baseURL } : {});
    await open(page, `room=learn&${tinyRun}&budget=2`);
    const adapter = await page.evaluate(async () => (await navigator.gpu?.requestAdapter()) ?? null);
    expect(adapter).toBeNull();
    await expect(page.locator("[data-backend]")).toHaveAttribute("data-backend", /webgl|cpu/, {
      timeout: 120_000,
    });
    await expect(page.getByText(/No WebGPU here/)).toBeVisible();
    await page.keyboard.press("t");
    await expect.poll(() => position(page), { timeout: 400_000 }).toBe(2);
  } finally {
    await browser.close();
  }
});
