import { expect, test } from "@playwright/test";
import { expectWebGpu, open, tinyRun } from "./playground.ts";

test("a trained network is evaluated on held-out pictures, the same way twice, and an evaluation is stopped", async ({
  page,
}) => {
  test.setTimeout(600_000);
  await open(page, `room=learn&${tinyRun}&T=100`);
  await expectWebGpu(page);
  await page.keyboard.press("t");
  await expect(page.locator("[data-training]").first()).toHaveAttribute("data-training", "running", {
    timeout: 180_000,
  });
  await expect(page.getByText("12 steps done").first()).toBeVisible({ timeout: 400_000 });
  await page.getByRole("button", { name: "Bits per dimension…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Held-out pictures").fill("8");
  await dialog.getByLabel("Timesteps for each").fill("10");

  const evaluate = async () => {
    await dialog.getByRole("button", { name: "Evaluate" }).click();
    await expect(dialog.getByRole("button", { name: "Stop" })).toBeVisible({ timeout: 60_000 });
    await expect(dialog.getByText("Evaluated on 8 pictures.")).toBeVisible({ timeout: 180_000 });
    const cells = await dialog
      .getByRole("table", { name: "The terms of the bound" })
      .locator("td:last-child")
      .allTextContents();
    return cells.map(Number);
  };
  const [prior = Number.NaN, steps = Number.NaN, decoder = Number.NaN, total = Number.NaN] = await evaluate();
  // Twelve steps teach little: about as many bits as the pictures have, and of these nothing is left in x_T.
  expect(prior).toBeLessThan(0.01);
  expect(prior + steps + decoder).toBeCloseTo(total, 2);
  expect(total).toBeGreaterThan(4);
  expect(total).toBeLessThan(16);
  expect(await evaluate()).toEqual([prior, steps, decoder, total, 8]);
  await expect(dialog.getByText("yours, step 12")).toBeVisible();

  await dialog.getByLabel("Held-out pictures").fill("409");
  await dialog.getByLabel("Timesteps for each").fill("100");
  await dialog.getByRole("button", { name: "Evaluate" }).click();
  await expect(dialog.getByText(/^[1-9]\d* of 409 pictures$/)).toBeVisible({ timeout: 120_000 });
  await dialog.getByRole("button", { name: "Stop" }).click();
  await expect(dialog.getByText(/^Stopped after \d+ of 409 pictures\.$/)).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: /bits\/dim, step 12/ })).toBeFocused();
});
