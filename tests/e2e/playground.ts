import { expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";

/** The smallest run the page offers: what takes a software adapter the least. */
export const tinyRun = "net=XS&px=8&batch=4&budget=12&sampleSteps=4&warmup=0";

/** Opens the page at a link and waits until it can be used. */
export async function open(page: Page, hash = ""): Promise<void> {
  await page.goto(hash ? `./#${hash}` : "./");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

/** The scrubber, whatever the room calls it. */
export function scrubber(page: Page): Locator {
  return page.locator("footer input[type=range]");
}

export async function position(page: Page): Promise<number> {
  return Number(await scrubber(page).inputValue());
}

/** Asserts that the engine runs on real WebGPU and not on a fallback. */
export async function expectWebGpu(page: Page): Promise<void> {
  const architecture = await page.evaluate(async () => {
    const adapter = await navigator.gpu.requestAdapter();
    return adapter?.info.architecture;
  });
  expect(architecture).toBe("swiftshader");
  await expect(page.locator("[data-backend]")).toHaveAttribute("data-backend", "webgpu", { timeout: 60_000 });
}

/** The pixels of a picture, to see whether it changed. */
export async function pixelsOf(picture: Locator): Promise<number[]> {
  return picture.evaluate((canvas: HTMLCanvasElement) => {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no 2d context");
    return [...context.getImageData(0, 0, canvas.width, canvas.height).data];
  });
}

/** Collects every request that leaves the page's own origin. */
export function watchForeignRequests(page: Page): string[] {
  const foreign: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.hostname !== "localhost") foreign.push(request.url());
  });
  return foreign;
}
