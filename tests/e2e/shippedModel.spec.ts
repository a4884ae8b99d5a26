import { expect, test } from "@playwright/test";
import { open, position, watchForeignRequests } from "./playground.ts";

test("a network that came with the page is there at a click, and denoises", async ({ page }) => {
  test.setTimeout(300_000);
  const foreign = watchForeignRequests(page);
  await open(page, "room=learn&sampler=ddim&steps=3");
  await page.getByRole("button", { name: "Bring a model…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Pixel faces" }).click();
  await expect(page.getByRole("dialog")).toContainText("models/pixelfaces.safetensors is here.", {
    timeout: 120_000,
  });
  await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  expect(await position(page)).toBeGreaterThan(300);
  await page.keyboard.press("3");
  await page.getByRole("button", { name: "EMA" }).click();
  await expect.poll(() => position(page), { timeout: 180_000 }).toBe(0);
  await expect(page.locator("[data-provenance]").first()).toHaveText("pre-trained · 1,200");
  expect(foreign).toEqual([]);
});

test("one that cannot be fetched is named, and nothing changes", async ({ page }) => {
  await page.route("**/models/*.safetensors", (route) => route.fulfill({ status: 404 }));
  await open(page, "room=learn");
  await page.getByRole("button", { name: "Bring a model…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Pixel faces" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText(
    "models/pixelfaces.safetensors could not be fetched: the server answered 404.",
  );
});
