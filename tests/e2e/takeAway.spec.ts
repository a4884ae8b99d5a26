import { mkdtempSync, readFileSync, writeFileSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";
import { isFolderPath } from "#checkpoint/diffusers/paths.ts";
import { readZip } from "#checkpoint/zip.ts";
import { open, pixelsOf, position, tinyRun, watchForeignRequests } from "./playground.ts";

const primary = "[data-training]";
const dialog = (page: Page): Locator => page.getByRole("dialog");

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "take-away-"));
});
test.afterEach(() => rmSync(folder, { recursive: true }));

/** Trains so many steps, one by one. */
async function trainSteps(page: Page, steps: number): Promise<void> {
  await open(page, `room=learn&${tinyRun}&sampler=ddim&steps=4&budget=${steps}`);
  await page.keyboard.press("t");
  await expect(page.getByRole("status").filter({ hasText: `${steps} steps done` })).toBeVisible({
    timeout: 300_000,
  });
}

async function save(page: Page, format: string): Promise<string> {
  await page.getByRole("button", { name: "Take it away…" }).click();
  await dialog(page).getByRole("button", { name: format }).click();
  const download = page.waitForEvent("download");
  await dialog(page).getByRole("button", { name: /^Save/ }).click();
  const file = await download;
  const path = join(folder, file.suggestedFilename());
  await file.saveAs(path);
  await expect(dialog(page).getByRole("status")).toHaveText(`${file.suggestedFilename()} is saved.`);
  await page.keyboard.press("Escape");
  return path;
}

async function bring(page: Page, path: string | string[], kind = "file"): Promise<void> {
  await page.getByRole("button", { name: "Bring a model…" }).click();
  await page.locator(`input[data-model=${kind}]`).setInputFiles(path);
}

/** Samples of the network as it is. */
async function samplesOf(page: Page): Promise<number[]> {
  await page.keyboard.press("3");
  await page.getByRole("button", { name: "EMA" }).click();
  await expect(page.locator("[data-provenance=yours]").first()).toBeVisible({ timeout: 180_000 });
  await expect.poll(() => position(page), { timeout: 180_000 }).toBe(0);
  // The lead shows x_T, and then what has become of it.
  return pixelsOf(page.locator("canvas").nth(1));
}

test("a network goes to the disk and comes back in a fresh page: the same samples, and it trains on", async ({
  page,
  context,
}) => {
  test.setTimeout(900_000);
  const foreign = watchForeignRequests(page);
  await trainSteps(page, 3);
  const zip = await save(page, "diffusers folder");
  const single = await save(page, "one file");
  expect([zip, single].map((path) => path.slice(folder.length + 1))).toEqual([
    "pixelfaces-8px-3-ema.zip",
    "pixelfaces-8px-3-ema.safetensors",
  ]);
  const before = await samplesOf(page);
  expect(foreign).toEqual([]);
  await page.close();

  const fresh = await context.newPage();
  await open(fresh, "room=learn&sampler=ddim&steps=4");
  await bring(fresh, zip);
  await expect(dialog(fresh)).toContainText("pixelfaces-8px-3-ema.zip is here.", { timeout: 120_000 });
  await expect(dialog(fresh)).toContainText("Adam’s moments are not in the files");
  await dialog(fresh).getByRole("button", { name: "Done" }).click();
  expect(await position(fresh)).toBe(3);
  expect(await samplesOf(fresh)).toEqual(before);
  await fresh.keyboard.press("2");
  await fresh.keyboard.press("s");
  await expect.poll(() => position(fresh), { timeout: 240_000 }).toBe(4);

  // The folder that the zip holds, in place of the network that has learnt.
  const files = readZip(readFileSync(zip), isFolderPath);
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  await bring(fresh, join(folder, "pixelfaces-8px-3-ema"), "folder");
  await expect(dialog(fresh)).toContainText("takes the place of the network at step 4");
  await dialog(fresh).getByRole("button", { name: "Replace" }).click();
  await expect(dialog(fresh)).toContainText("is here.", { timeout: 120_000 });
  await dialog(fresh).getByRole("button", { name: "Done" }).click();
  expect(await position(fresh)).toBe(3);
});

test("files of no use: every problem is named, the run goes on, and a good one can follow", async ({
  page,
}) => {
  test.setTimeout(900_000);
  await open(page, `room=learn&${tinyRun}&budget=1000`);
  await page.keyboard.press("t");
  await expect.poll(() => position(page), { timeout: 300_000 }).toBeGreaterThanOrEqual(1);

  const text = join(folder, "notes.txt");
  writeFileSync(text, "not a model");
  await bring(page, text);
  await expect(dialog(page).getByRole("alert")).toContainText(
    "notes.txt is neither a .zip nor a .safetensors",
  );

  const broken = join(folder, "broken.zip");
  writeFileSync(broken, new Uint8Array(200));
  await page.locator("input[data-model=file]").setInputFiles(broken);
  await expect(dialog(page)).toContainText("takes the place of the network");
  await dialog(page).getByRole("button", { name: "Replace" }).click();
  await expect(dialog(page).getByRole("alert")).toContainText("the zip cannot be read: it has no directory", {
    timeout: 60_000,
  });

  const foreign = join(folder, "foreign");
  const config = { _class_name: "UNet2DModel", act_fn: "gelu", block_out_channels: [8, 16], sample_size: 8 };
  for (const [path, value] of Object.entries({
    "model_index.json": {
      _class_name: "DDPMPipeline",
      unet: ["diffusers", "UNet2DModel"],
      scheduler: ["diffusers", "DDPMScheduler"],
    },
    "unet/config.json": config,
    "scheduler/scheduler_config.json": { _class_name: "DDPMScheduler" },
  })) {
    mkdirSync(dirname(join(foreign, path)), { recursive: true });
    writeFileSync(join(foreign, path), JSON.stringify(value));
  }
  await page.locator("input[data-model=folder]").setInputFiles(foreign);
  await dialog(page).getByRole("button", { name: "Replace" }).click();
  await expect(dialog(page).getByRole("alert")).toContainText(
    'unet/config.json: act_fn is "gelu", only "silu" works here',
    {
      timeout: 60_000,
    },
  );
  await expect(dialog(page).getByRole("alert")).toContainText(
    "unet/diffusion_pytorch_model.safetensors is missing",
  );
  await page.keyboard.press("Escape");

  const reached = await position(page);
  await expect(page.locator(primary)).toHaveAttribute("data-training", "running");
  await expect.poll(() => position(page), { timeout: 120_000 }).toBeGreaterThan(reached);
  await page.getByRole("button", { name: "Pause training T" }).click();
  await expect(page.locator(primary)).toHaveAttribute("data-training", "paused", { timeout: 60_000 });
});

test("a model is dropped onto the room", async ({ page }) => {
  await open(page, `room=learn&${tinyRun}`);
  const dropped = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(12)], "dropped.safetensors"));
    return transfer;
  });
  await page.dispatchEvent("[data-room=learn]", "dragover", { dataTransfer: dropped });
  await expect(page.getByText("Drop a model here")).toBeVisible();
  await page.dispatchEvent("[data-room=learn]", "drop", { dataTransfer: dropped });
  await expect(page.getByText("Drop a model here")).toBeHidden();
  await expect(dialog(page).getByRole("alert")).toContainText("the header's length is 0, expected 2..4", {
    timeout: 60_000,
  });
});
