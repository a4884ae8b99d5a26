import type { Page } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { open, tinyRun } from "./playground.ts";

test.use({ viewport: { width: 390, height: 844 } });

test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: "reduce" }));

const rooms = ["noise", "learn", "denoise"] as const;

for (const room of rooms) {
  test(`${room}: one column that is no wider than the phone, also by a link for a projector`, async ({
    page,
  }) => {
    await open(page, `room=${room}&present=1&t=240`);
    await expect(page.locator("html")).not.toHaveAttribute("data-present");
    await expect(page.getByRole("button", { name: "Leave present mode (P)" })).toBeHidden();
    expect(await width(page)).toBe(390);
    await page.setViewportSize({ width: 1024, height: 768 });
    await expect(page.locator("html")).toHaveAttribute("data-present", "");
  });
}

test("what the lesson says stands beside the buttons that step through it", async ({ page }) => {
  await open(page, "t=240");
  await expect(page.getByText(/Squared, the two weights add up to one/)).toBeVisible();
  await page.getByRole("button", { name: "Next (Page Down)" }).click();
  await expect(page.getByText(/Walking there in small steps/)).toBeVisible();
});

test("training tells its state, and leads on to what it has learnt", async ({ page }) => {
  test.setTimeout(600_000);
  await open(page, `room=learn&${tinyRun}&budget=200`);
  await page.getByRole("button", { name: "Train from scratch" }).click();
  const line = page.locator("[data-training] + div");
  await expect(line).toHaveText(/steps\/s/, { timeout: 300_000 });
  await expect(line).toBeInViewport();
  expect(await width(page)).toBe(390);
  await page.setViewportSize({ width: 1024, height: 768 });
  expect(await width(page)).toBe(1024);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "Pause training" }).click();
  await line.getByRole("button", { name: "denoise →" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("And back, one small step at a time.");
});

test("everything that can be pressed is as large as a fingertip", async ({ page }) => {
  for (const room of rooms) {
    await open(page, `room=${room}&t=240`);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("button")]
        .map((button) => ({
          name: button.ariaLabel ?? button.textContent,
          box: button.getBoundingClientRect(),
        }))
        .filter(({ box }) => box.width > 0 && Math.min(box.width, box.height) < 24)
        .map(({ name, box }) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`),
    );
    expect(small).toEqual([]);
    await page.goto("about:blank");
  }
});

async function width(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth);
}
