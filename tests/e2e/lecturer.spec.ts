import { expect, test } from "@playwright/test";
import { open, position } from "./playground.ts";

for (const [width, height] of [
  [1280, 720],
  [1024, 768],
] as const) {
  test(`a lecture at ${width} x ${height} with the keyboard only`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: "reduce" });
    await open(page);
    const heading = page.getByRole("heading", { level: 1 });
    for (const presenting of [false, true]) {
      if (presenting) await page.keyboard.press("p");
      for (const [key, title] of [
        ["1", "A picture dissolves into noise."],
        ["2", "Guess the noise, be told how wrong."],
        ["3", "And back, one small step at a time."],
      ] as const) {
        await page.keyboard.press(key);
        await expect(heading).toHaveText(title);
        const overflow = await page.evaluate(() => {
          const { scrollWidth, scrollHeight } = document.documentElement;
          return { x: scrollWidth - innerWidth, y: scrollHeight - innerHeight };
        });
        expect(overflow).toEqual({ x: 0, y: 0 });
        const score = await page.locator("main section > div").nth(3).boundingBox();
        const footer = await page.locator("footer").boundingBox();
        expect((score?.y ?? 0) + (score?.height ?? 0)).toBeLessThanOrEqual((footer?.y ?? 0) + 1);
      }
    }
    await page.keyboard.press("p");
    await page.keyboard.press("1");
    await page.keyboard.press("PageDown");
    await expect(page.getByText("One jump or many steps")).toBeVisible();
    expect(await position(page)).toBe(400);
    await page.keyboard.press("Space");
    await expect.poll(() => position(page)).toBeGreaterThan(400);
    await page.keyboard.press("Space");
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });
}

for (const lang of ["en", "zh"]) {
  test(`presenting at 1024 x 768, ${lang}: no picture reaches under the transport`, async ({ page }) => {
    await page.setViewportSize({ width: 1024, height: 768 });
    await page.emulateMedia({ reducedMotion: "reduce" });
    await open(page, `lang=${lang}&present=1&t=240`);
    for (const [key, room] of [
      ["1", "noise"],
      ["2", "learn"],
      ["3", "denoise"],
    ] as const) {
      await page.keyboard.press(key);
      await expect(page.locator(`[data-room=${room}] canvas`).first()).toBeVisible({ timeout: 60_000 });
      const { lowest, footer } = await page.evaluate(() => ({
        lowest: Math.max(
          ...[...document.querySelectorAll("main button")].map((tile) => tile.getBoundingClientRect().bottom),
        ),
        footer: document.querySelector("footer")?.getBoundingClientRect().top,
      }));
      expect(lowest).toBeGreaterThan(0);
      expect(lowest).toBeLessThan(footer ?? 0);
    }
  });
}

test("single-letter keys can be switched off", async ({ page }) => {
  await open(page, "t=240");
  await page.keyboard.press("?");
  await page.getByLabel("Single-letter keys").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("l");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("A picture dissolves into noise.");
  await page.keyboard.press("ArrowRight");
  expect(await position(page)).toBe(241);
});

test("while presenting, F5 does not throw the lecture away", async ({ page }) => {
  await open(page, "t=240");
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  await page.keyboard.press("p");
  await page.keyboard.press("F5");
  expect(await page.evaluate(() => "isSamePage" in window)).toBe(true);
});
