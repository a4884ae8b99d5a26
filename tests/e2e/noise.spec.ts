import { expect, test } from "@playwright/test";
import { open, pixelsOf, position, scrubber, watchForeignRequests } from "./playground.ts";

test.describe("Noise", () => {
  test("a picture dissolves under the scrubber, from the picture itself to pure noise", async ({ page }) => {
    await open(page, "t=0");
    const xt = page.getByRole("img", { name: "x t, the noisy picture" });
    const clean = await pixelsOf(xt);
    await scrubber(page).focus();
    await page.keyboard.press("ArrowRight");
    expect(await position(page)).toBe(1);
    await page.keyboard.press("Shift+ArrowRight");
    expect(await position(page)).toBe(11);
    await expect(scrubber(page)).toHaveAttribute("aria-valuetext", "t = 11 of 1,000");
    await scrubber(page).fill("1000");
    await expect(page.getByText("0.6% of the picture is left")).toBeVisible();
    expect(await pixelsOf(xt)).not.toEqual(clean);
    await scrubber(page).fill("0");
    expect(await pixelsOf(xt)).toEqual(clean);
  });

  test("it moves by itself in the first second, and stops while the picture can still be read", async ({
    page,
  }) => {
    await open(page);
    await expect.poll(() => position(page), { timeout: 2000 }).toBeGreaterThan(0);
    await expect.poll(() => position(page), { timeout: 10_000 }).toBe(240);
    await expect(page.getByRole("button", { name: "Play (Space)" })).toBeVisible();
  });

  test("the same eps or a new one; one jump or a walk", async ({ page }) => {
    await open(page, "t=300");
    const xt = page.getByRole("img", { name: "x t, the noisy picture" });
    const first = await pixelsOf(xt);
    await page.keyboard.press("n");
    const second = await pixelsOf(xt);
    expect(second).not.toEqual(first);
    await page.getByRole("button", { name: "step by step" }).click();
    expect(await pixelsOf(xt)).not.toEqual(second);
    await expect(page).toHaveURL(/path=walk/);
    await expect(page.getByText(/In distribution the walk and the jump are the same/)).toBeVisible();
  });

  test("a film strip's tile moves the playhead there", async ({ page }) => {
    await open(page, "t=240");
    await page.getByRole("button", { name: "x at t = 700" }).click();
    expect(await position(page)).toBe(700);
  });

  test("another dataset and another picture, remembered by the link", async ({ page }) => {
    await open(page, "t=100");
    await page.getByRole("button", { name: "Digits" }).click();
    await page.getByRole("button", { name: "Picture 3" }).click();
    await expect(page).toHaveURL(/set=digits&pick=2/);
    await page.reload();
    await expect(page.getByRole("button", { name: "Digits" })).toHaveAttribute("aria-pressed", "true");
    await expect(page.getByRole("button", { name: "Picture 3" })).toHaveAttribute("aria-pressed", "true");
  });

  test("the schedule can be changed, and what is not legal is refused by name", async ({ page }) => {
    await open(page, "t=240");
    await page.getByRole("button", { name: "Schedule…" }).click();
    await page.getByLabel("Schedule", { exact: true }).selectOption({ label: "Cosine" });
    await page.getByLabel("Timesteps T").fill("5000");
    await expect(page.getByText("5000 is not a whole number from 10 to 1000.")).toBeVisible();
    await page.getByLabel("Timesteps T").fill("100");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await expect(scrubber(page)).toHaveAttribute("max", "100");
    await expect(page.getByText("Cosine, T = 100")).toBeVisible();
  });

  test("both languages and both themes, without a reload and without a foreign request", async ({ page }) => {
    const foreign = watchForeignRequests(page);
    await open(page, "t=240");
    await page.evaluate(() => Object.assign(window, { isSamePage: true }));
    await page.keyboard.press("l");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("图像溶解为噪声。");
    await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
    await page.getByRole("button", { name: /主题/ }).click();
    await page.getByRole("button", { name: /主题/ }).click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    expect(await page.evaluate(() => "isSamePage" in window)).toBe(true);
    expect(foreign).toEqual([]);
  });
});
