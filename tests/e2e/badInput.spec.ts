import { expect, test } from "@playwright/test";
import { open, position, tinyRun } from "./playground.ts";

test.describe("bad input gets a clear message and loses nothing", () => {
  test("a wrong link: what is known is used, what is not is named", async ({ page }) => {
    await open(page, "room=attic&T=7&colour=red&t=120");
    const alert = page.getByRole("alert");
    await expect(alert).toContainText("room = “attic” is not valid; noise is used");
    await expect(alert).toContainText("T = 7 is out of range; 10 is used");
    await expect(alert).toContainText("“colour” is not known");
    await page.getByRole("button", { name: "Dismiss" }).click();
    await expect(alert).toBeEmpty();
  });

  test("a dataset that does not come: its name, the reason, and another try", async ({ page }) => {
    await page.route("**/data/digits.png", (route) => route.abort());
    await open(page, "set=digits&t=100");
    await expect(page.getByText(/A dataset could not be loaded: .*digits/)).toBeVisible();
    await page.unroute("**/data/digits.png");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByText(/of the picture is left/)).toBeVisible();
  });

  test("a reverse process without its dataset says so where it matters, and can be asked for again", async ({
    page,
  }) => {
    await page.route("**/data/pixelfaces.png", (route) => route.abort());
    await open(page, "t=240");
    await page.keyboard.press("3");
    await expect(page.getByText(/the reverse process could not start/)).toBeVisible({ timeout: 60_000 });
    const notice = page
      .getByRole("alert")
      .filter({ hasText: /pixelfaces.* cannot be reached/ })
      .first();
    await expect(notice).not.toContainText("TypeError");
    await page.keyboard.press("1");
    await expect(notice).toHaveCount(0);
    await page.keyboard.press("3");
    await page.unroute("**/data/pixelfaces.png");
    await notice.getByRole("button", { name: "Try again" }).click();
    await expect(page.locator("[data-provenance=exact]").first()).toBeVisible({ timeout: 60_000 });
    await expect(notice).toHaveCount(0);
  });

  test("a dataset that is not what its manifest says is refused", async ({ page }) => {
    await page.route("**/data/digits.json", async (route) => {
      const manifest = (await (await route.fetch()).json()) as Record<string, unknown>;
      await route.fulfill({ json: { ...manifest, sha256: "0".repeat(64) } });
    });
    await open(page, "set=digits&t=100");
    await expect(page.getByText(/A dataset could not be loaded: .*digits/)).toBeVisible();
    await page.getByRole("button", { name: "Flowers" }).click();
    await expect(page.getByText(/of the picture is left/)).toBeVisible();
  });

  test("a worker that dies is replaced; the run's picture stays and it can go on", async ({ page }) => {
    test.setTimeout(600_000);
    await open(page, `room=learn&${tinyRun}`);
    await page.keyboard.press("t");
    await expect.poll(() => position(page), { timeout: 240_000 }).toBeGreaterThanOrEqual(1);
    await page.getByRole("button", { name: "Pause training T" }).click();
    await expect(page.locator("[data-training]")).toHaveAttribute("data-training", "paused", {
      timeout: 60_000,
    });
    const before = await position(page);
    const worker = page.workers().find((candidate) => candidate.url().includes("engineWorker"));
    await worker?.evaluate(() => {
      setTimeout(() => {
        throw new Error("killed by a test");
      });
    });
    await expect(page.getByRole("alert")).toContainText("killed by a test");
    await expect(page.locator("[data-training]")).toHaveAttribute("data-training", "paused", {
      timeout: 60_000,
    });
    expect(await position(page)).toBe(before);
    await page.keyboard.press("s");
    await expect.poll(() => position(page), { timeout: 120_000 }).toBe(before + 1);
  });
});
