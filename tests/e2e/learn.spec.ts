import { expect, test } from "@playwright/test";
import { expectWebGpu, open, position, scrubber, tinyRun, watchForeignRequests } from "./playground.ts";

/** The primary button is the one that carries the training status. */
const primary = "[data-training]";

test.describe("Learn", () => {
  test("twelve real steps on real faces: the loss is seen, then pause, step, go on, reset", async ({
    page,
  }) => {
    test.setTimeout(600_000);
    const foreign = watchForeignRequests(page);
    await open(page, `room=learn&${tinyRun}`);
    await expectWebGpu(page);
    await page.keyboard.press("t");
    await expect(page.locator(primary)).toHaveAttribute("data-training", "running", { timeout: 180_000 });
    await expect.poll(() => position(page), { timeout: 240_000 }).toBeGreaterThanOrEqual(2);
    await page.getByRole("button", { name: "Pause training T" }).click();
    await expect(page.locator(primary)).toHaveAttribute("data-training", "paused", { timeout: 60_000 });
    const paused = await position(page);
    await expect(page.locator(".recharts-line").first()).toBeVisible();

    await page.keyboard.press("s");
    await expect.poll(() => position(page), { timeout: 60_000 }).toBe(paused + 1);
    await expect(page.locator(primary)).toHaveAttribute("data-training", "paused", { timeout: 60_000 });

    await page.getByRole("button", { name: "Continue training T" }).click();
    await expect.poll(() => position(page), { timeout: 400_000 }).toBe(12);
    await expect(page.getByRole("status")).toHaveText("12 steps done", { timeout: 60_000 });

    const losses = await page.locator("table[data-curve=loss] td[data-loss]").allTextContents();
    expect(losses.length).toBeGreaterThanOrEqual(1);
    for (const loss of losses) expect(Number(loss)).toBeGreaterThan(0.05);
    await expect(page.locator("[data-provenance=yours]").last()).toHaveText("yours, step 12", {
      timeout: 120_000,
    });

    await scrubber(page).fill("3");
    expect(await position(page)).toBe(3);
    await page.keyboard.press("r");
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await expect(page.locator(primary)).toHaveAttribute("data-training", "paused");
    await page.keyboard.press("r");
    await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
    await expect(page.locator(primary)).toHaveAttribute("data-training", "none", { timeout: 60_000 });
    expect(foreign).toEqual([]);
  });

  test("what the trained network makes of noise is sampled, and scrubbed", async ({ page }) => {
    test.setTimeout(600_000);
    await open(page, `room=learn&${tinyRun}&budget=2&sampler=ddim&steps=4`);
    await expectWebGpu(page);
    await page.keyboard.press("t");
    await expect(page.getByRole("status")).toHaveText("2 steps done", { timeout: 300_000 });
    await page.keyboard.press("3");
    await page.getByRole("button", { name: "EMA" }).click();
    await expect(page.locator("[data-provenance=yours]").first()).toBeVisible({ timeout: 180_000 });
    await expect.poll(() => position(page), { timeout: 180_000 }).toBe(0);
    await scrubber(page).fill("500");
    expect(await position(page)).toBe(500);
    await expect(page.locator("[data-provenance=yours]").first()).toHaveText("yours, step 2");
  });
});
