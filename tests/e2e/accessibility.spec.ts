import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { expect, test } from "@playwright/test";
import { open } from "./playground.ts";

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

for (const room of ["noise", "learn", "denoise"]) {
  for (const theme of ["light", "dark"]) {
    test(`${room}, ${theme}: no violation of WCAG 2.2 AA that a machine can find`, async ({ page }) => {
      await page.emulateMedia({ reducedMotion: "reduce" });
      await open(page, `room=${room}&theme=${theme}&t=240`);
      await settle(page);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(
        () =>
          (window as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
          }) as Promise<AxeResults>,
      );
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))])).toEqual(
        [],
      );
    });
  }
}

/** Waits for the engine and for whatever is fading: contrast is judged on what stays. */
async function settle(page: Page): Promise<void> {
  await expect(page.locator("[data-backend]")).toBeVisible({ timeout: 60_000 });
  await page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
}
