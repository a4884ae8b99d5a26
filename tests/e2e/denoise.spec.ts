import { expect, test } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";
import { open, pixelsOf, position, scrubber } from "./playground.ts";

/** The number beside the nearest training picture. */
function distanceToNearest(page: Page): Locator {
  return page.locator("dl div", { hasText: "distance" }).locator("dd");
}

test.describe("Denoise", () => {
  test("the exact optimum runs back from noise to a training picture, with nothing trained", async ({
    page,
  }) => {
    await open(page, "room=denoise&dt=0&steps=50");
    await expect(page.locator("[data-provenance=exact]").first()).toBeVisible({ timeout: 30_000 });
    const distance = distanceToNearest(page);
    await expect
      .poll(async () => Number(await distance.textContent()), { timeout: 60_000 })
      .toBeLessThan(0.02);
    await scrubber(page).fill("1000");
    await expect
      .poll(async () => Number(await distance.textContent()), { timeout: 30_000 })
      .toBeGreaterThan(0.05);
    await expect(page.locator("[data-training]")).toHaveAttribute("data-training", "none");
  });

  test("x_t and the bet on x_0 follow the scrubber, and play runs to the left", async ({ page }) => {
    await open(page, "room=denoise&dt=0&steps=50");
    const xt = page.getByRole("img", { name: "x t, the noisy picture" });
    await expect(xt).toBeVisible({ timeout: 30_000 });
    const last = page.getByRole("button", { name: "Sample 1", exact: true });
    await expect(last).toBeVisible();
    await expect.poll(() => position(page), { timeout: 30_000 }).toBe(0);
    const end = await pixelsOf(xt);
    await scrubber(page).fill("1000");
    expect(await pixelsOf(xt)).not.toEqual(end);
    await page.keyboard.press("Space");
    await expect.poll(() => position(page), { timeout: 20_000 }).toBeLessThan(1000);
    await page.keyboard.press("Space");
    await page.keyboard.press("s");
    await expect(page.getByRole("button", { name: "Play (Space)" })).toBeVisible();
  });

  test("the button at the left goes to the left, as the left arrow key does", async ({ page }) => {
    await open(page, "room=denoise&dt=500&steps=50");
    await expect(page.getByRole("img", { name: "x t, the noisy picture" })).toBeVisible({ timeout: 30_000 });
    await expect.poll(() => position(page), { timeout: 30_000 }).toBe(500);
    const step = page.getByRole("button", { name: "Step (S)" });
    const back = page.getByRole("button", { name: "Step back (→)" });
    await step.click();
    const forth = await position(page);
    expect(forth).toBeLessThan(500);
    await back.click();
    expect(await position(page)).toBe(500);
    await page.keyboard.press("ArrowLeft");
    expect(await position(page)).toBe(forth);
    expect((await step.boundingBox())?.x).toBeLessThan((await back.boundingBox())?.x ?? 0);
  });

  test("another seed gives other pictures, the same seed the same ones", async ({ page }) => {
    const sampleAtEnd = async (seed: number) => {
      await page.goto("about:blank");
      await open(page, `room=denoise&dt=0&steps=20&sampleSeed=${seed}`);
      const distance = distanceToNearest(page);
      await expect
        .poll(async () => Number.parseFloat((await distance.textContent()) ?? ""), { timeout: 60_000 })
        .toBeLessThan(0.05);
      await expect(page.getByRole("button", { name: "Run again" })).toBeVisible({ timeout: 60_000 });
      expect(await position(page)).toBe(0);
      return pixelsOf(page.getByRole("img", { name: "x t, the noisy picture" }));
    };
    const seven = await sampleAtEnd(7);
    expect(await sampleAtEnd(8)).not.toEqual(seven);
    expect(await sampleAtEnd(7)).toEqual(seven);
  });

  test("network and EMA wait for a network, and say so", async ({ page }) => {
    await open(page, "room=denoise");
    await expect(page.getByRole("button", { name: "network", exact: true })).toBeDisabled();
    await expect(
      page.getByTitle("Train a network first; the exact optimum needs none.").first(),
    ).toBeVisible();
  });
});
