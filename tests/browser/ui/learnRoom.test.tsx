import axe from "axe-core";
import { beforeEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import type { Language } from "#i18n/i18n.ts";
import type { TrainingConfig } from "#protocol/config.ts";
import { trainingConfigOf } from "#store/engineChoice.ts";
import { LearnRoom } from "#ui/rooms/LearnRoom.tsx";
import { createTestApp } from "../../fixtures/testApp.tsx";
import { trained, trainingLog } from "../../fixtures/trainingLog.ts";

beforeEach(() => page.viewport(1280, 720));

/** The loss chart is the one that has a raw curve. */
const smoothedCurve = ".recharts-wrapper:has(.raw) .subject .recharts-line-curve";

const link = "room=learn&net=XS&px=8&batch=4&budget=100";

async function open(hash = link, language: Language = "en") {
  const app = createTestApp(hash, language);
  const screen = await render(
    app.wrap(
      <div style={{ height: 588 }}>
        <LearnRoom />
      </div>,
    ),
  );
  return { ...app, screen };
}

/** The room after the events of a run of so many steps. */
async function openRun(steps: number, hash = link, language: Language = "en") {
  const app = await open(hash, language);
  const config: TrainingConfig = trainingConfigOf(app.store.getState().choices);
  for (const event of trainingLog(config, steps)) app.store.receive(event);
  return { ...app, config };
}

describe("before any run", () => {
  test("says what to do, what it would train, and that nothing is there yet", async () => {
    const { screen } = await open();
    await expect.element(screen.getByText("Press Train from scratch and watch the loss fall.")).toBeVisible();
    await expect.element(screen.getByText("No training run yet.")).toBeVisible();
    await expect.element(screen.getByText("They appear when training starts.")).toBeVisible();
    await expect.element(screen.getByText("Pixel faces 8² · 4,096")).toBeVisible();
    await expect.element(screen.getByRole("button", { name: "Start again" })).not.toBeInTheDocument();
  });

  test("the chart already knows what knowing nothing costs", async () => {
    const { screen } = await open();
    await expect.element(screen.getByText("knowing nothing: 1")).toBeVisible();
    await expect
      .poll(() => document.querySelector(".recharts-reference-line-line"), { timeout: 10_000 })
      .not.toBeNull();
  });
});

describe("during a run", () => {
  test("the curves' names stand clear of the curve: below it while it is high, above it once it has fallen", async () => {
    const { screen, store, config } = await openRun(0);
    const names = screen.getByText(/raw behind/);
    const top = () => names.element().getBoundingClientRect().top;
    const report = (loss: number) => {
      for (let step = 1; step <= 50; step++) store.receive(trained(config, step, loss));
    };
    report(0.9);
    await expect.element(names).toBeVisible();
    const whileHigh = top();
    report(0.06);
    await expect.poll(top).toBeLessThan(whileHigh - 10);
  });

  test("the sentence, the equation and the samples carry the newest step", async () => {
    const { screen, store } = await openRun(40);
    const smoothed = store.getState().session.training?.curve.smoothedAt(40) ?? 0;
    await expect
      .element(screen.getByText(/At step 40 the guess misses by/))
      .toHaveTextContent(smoothed.toFixed(3));
    await expect.element(screen.getByText("t = 121, random")).toBeVisible();
    await expect.element(screen.getByText("0.250 mean square")).toBeVisible();
    await expect.element(screen.getByText("U-Net XS · 51K weights")).toBeVisible();
    await expect.poll(() => screen.getByText("yours, step 40").elements()).toHaveLength(2);
  });

  test("the loss is drawn: raw, smoothed, and a dot for each validation", async () => {
    await openRun(40);
    await expect.poll(() => document.querySelectorAll(".recharts-scatter-symbol").length).toBe(5);
    for (const curve of [".raw .recharts-area-curve", smoothedCurve]) {
      expect(document.querySelector(curve)?.getAttribute("d")).not.toContain("NaN");
    }
  });

  test("a table tells the loss to those who cannot see the chart", async () => {
    const { screen } = await openRun(40);
    const table = screen.getByRole("table", { name: "Loss by training step" });
    await expect.element(table.getByRole("row").nth(5)).toHaveTextContent(/^40\d\.\d{3}0\.027$/);
  });

  test("the film strip fills to where training is, and a click looks back", async () => {
    const { screen, store } = await openRun(40);
    await expect.poll(() => document.querySelectorAll("[data-future]").length).toBe(2 * 6);
    for (const row of ["t 150", "t 0"])
      await expect.element(screen.getByText(row, { exact: true })).toBeVisible();
    await screen.getByRole("button", { name: "Sample 6 at step 20" }).first().click();
    expect(store.getState().view.learnStep).toBe(20);
    await expect.element(screen.getByText(/At step 20 the guess/)).toBeVisible();
    await expect.element(screen.getByText("yours, step 20")).toBeVisible();
  });

  test("a sample is chosen with the keyboard, and the strip shows it", async () => {
    const { screen, store } = await openRun(10);
    const third = screen.getByRole("group", { name: "Samples" }).getByRole("button").nth(2);
    await expect.element(third).toBeEnabled();
    third.element().focus();
    await userEvent.keyboard("{Enter}");
    expect(store.getState().view.sample).toBe(2);
    await expect.element(third).toHaveAttribute("aria-pressed", "true");
    await expect
      .poll(() => screen.getByRole("button", { name: "Sample 3 at step 10", exact: true }).elements())
      .toHaveLength(3);
    await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}");
    expect(store.getState().view.sample).toBe(3);
    const grid = screen.getByRole("group", { name: "Samples" });
    await expect.element(grid.getByRole("button").nth(3)).toHaveFocus();
    expect(grid.element().querySelectorAll("button[tabindex='0']")).toHaveLength(1);
  });

  test("more events than anyone could read are drawn at most five times a second, and the last one is", async () => {
    const { screen, store, config } = await openRun(40);
    await expect.element(screen.getByText(/At step 40 /)).toBeVisible();
    const path = () => document.querySelector(smoothedCurve)?.getAttribute("d");
    await expect.poll(path).toBeTruthy();
    const drawn = new Set<string | null | undefined>();
    const observer = new MutationObserver(() => drawn.add(path()));
    observer.observe(document.body, { subtree: true, attributes: true, childList: true });
    const began = performance.now();
    for (let step = 41; step <= 90; step++) {
      store.receive(trained(config, step, 0.5));
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    await expect.element(screen.getByText(/At step 90 /)).toBeVisible();
    await expect.poll(() => path()?.match(/L/g)?.length).toBe(89);
    observer.disconnect();
    expect(drawn.size).toBeLessThanOrEqual((performance.now() - began) / 200 + 2);
  });

  test("nothing in it fails the accessibility rules", async () => {
    const { screen } = await openRun(40);
    await expect.element(screen.getByText("t = 121, random")).toBeVisible();
    const { violations } = await axe.run(screen.container, { rules: { region: { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual(
      [],
    );
  });
});

describe("changes", () => {
  test("a value that differs from the run in progress says that it waits for the next start", async () => {
    const { screen, store } = await openRun(10);
    await expect.element(screen.getByText("next start")).not.toBeInTheDocument();
    store.choose({ batch: 64, seed: 9 });
    await expect.poll(pendingNames).toEqual(["Batch", "Seed"]);
    store.choose({ batch: 4, seed: 1 });
    await expect.poll(pendingNames).toEqual([]);
  });

  test("starting again asks first, and then trains what is chosen", async () => {
    const { screen, store, sent } = await openRun(10);
    store.choose({ batch: 16 });
    await screen.getByRole("button", { name: "Start again" }).click();
    const dialog = screen.getByRole("dialog");
    await expect.element(dialog).toHaveTextContent("at step 10 will be gone");
    await expect.element(dialog.getByRole("button", { name: "Cancel" })).toHaveFocus();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    expect(sent.some(({ type }) => type === "train")).toBe(false);
    await screen.getByRole("button", { name: "Start again" }).click();
    await screen.getByRole("dialog").getByRole("button", { name: "Start again" }).click();
    expect(sent.find((command) => command.type === "train")?.config.batch).toBe(16);
  });

  function pendingNames(): (string | null | undefined)[] {
    return [...document.querySelectorAll("dl > div")]
      .filter((row) => row.textContent?.includes("next start"))
      .map((row) => row.querySelector("dt")?.textContent);
  }
});

describe("what stands in the way", () => {
  test("a device that is no WebGPU is named before anyone waits for it", async () => {
    const { screen, store } = await open();
    store.receive({
      type: "ready",
      device: {
        backend: "cpu",
        name: "cpu",
        architecture: "",
        isSoftware: true,
        composedBecause: null,
        probeMs: 9,
        refused: [],
      },
    });
    await expect.element(screen.getByText(/No WebGPU here: training runs on CPU/)).toBeVisible();
    for (const event of trainingLog(trainingConfigOf(store.getState().choices), 1)) store.receive(event);
    await expect.element(screen.getByText(/A picture, a random t, fresh noise/)).toBeVisible();
  });

  test("a run that diverged says so and draws what it has", async () => {
    const { screen, store, config } = await openRun(10);
    store.receive(trained(config, 11, Number.NaN));
    store.receive({ type: "paused", run: 1, step: 11, reason: "diverged" });
    await expect.element(screen.getByRole("alert")).toHaveTextContent(/The loss is no longer a number/);
    await page.viewport(390, 844);
    await expect.element(screen.getByRole("alert")).toBeVisible();
    await expect.poll(() => document.querySelector(smoothedCurve)).not.toBeNull();
    expect(document.querySelector(smoothedCurve)?.getAttribute("d")).not.toContain("NaN");
  });
});

test("the room speaks Chinese", async () => {
  const { screen } = await openRun(20, link, "zh");
  await expect.element(screen.getByRole("heading", { level: 1 })).toHaveTextContent("猜噪声，再看差多少。");
  await expect.element(screen.getByText("网络的猜测")).toBeVisible();
  await expect.poll(() => screen.getByText("你的，第 20 步").elements()).toHaveLength(2);
});
