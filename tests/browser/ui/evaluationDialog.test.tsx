import axe from "axe-core";
import { beforeEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import type { Language } from "#i18n/i18n.ts";
import type { EvaluationRequest } from "#protocol/config.ts";
import { trainingConfigOf } from "#store/engineChoice.ts";
import { LearnRoom } from "#ui/rooms/LearnRoom.tsx";
import { bound, evaluationLog } from "../../fixtures/evaluationLog.ts";
import { createTestApp } from "../../fixtures/testApp.tsx";
import { trainingLog } from "../../fixtures/trainingLog.ts";

beforeEach(() => page.viewport(1280, 720));

const request: EvaluationRequest = { weights: "ema", images: 64, strata: 20, variance: 2, seed: 0 };
const RUN = 2;

/** The room with a run of 40 steps, and the dialog open. */
async function open(language: Language = "en", hash = "room=learn&net=XS&px=8&batch=4&budget=100") {
  const app = createTestApp(hash, language);
  const screen = await render(
    app.wrap(
      <div style={{ height: 588 }}>
        <LearnRoom />
      </div>,
    ),
  );
  for (const event of trainingLog(trainingConfigOf(app.store.getState().choices), 40))
    app.store.receive(event);
  await screen
    .getByRole("button", { name: language === "en" ? "Bits per dimension…" : "每维比特数…" })
    .click();
  /** Sixteen images have been everywhere, out of so many. */
  const receive = (images: number) => {
    for (const event of evaluationLog(RUN, { ...request, images })) app.store.receive(event);
  };
  return { ...app, screen, receive, dialog: screen.getByRole("dialog") };
}

test("before any run there is nothing to evaluate", async () => {
  const app = createTestApp("room=learn");
  const screen = await render(app.wrap(<LearnRoom />));
  await expect.element(screen.getByText("No training run yet.").first()).toBeVisible();
  await expect.element(screen.getByText("Bits per dimension…")).not.toBeInTheDocument();
});

test("a model from a file whose pictures are not here cannot be evaluated", async () => {
  const app = createTestApp("room=learn");
  const screen = await render(app.wrap(<LearnRoom />));
  const [started] = trainingLog(trainingConfigOf(app.store.getState().choices), 0);
  if (started?.type !== "started") throw new Error("a run begins with its start");
  app.store.receive({ ...started, trainCount: 0, validationCount: 0 });
  await expect.element(screen.getByText("The first samples are being drawn…")).toBeVisible();
  await expect.element(screen.getByText("Bits per dimension…")).not.toBeInTheDocument();
  app.store.receive(started);
  await expect.element(screen.getByText("Bits per dimension…")).toBeVisible();
});

describe("before an evaluation", () => {
  test("says what bits per dimension are, and that there are none yet", async () => {
    const { dialog } = await open();
    await expect
      .element(dialog.getByText(/Written out plainly, a value takes 8; fewer is better/))
      .toBeVisible();
    await expect.element(dialog.getByText("Not evaluated yet.").first()).toBeVisible();
    await expect.element(dialog.getByRole("row", { name: "each value plainly" })).toHaveTextContent("8.000");
    await expect.element(dialog.getByRole("row", { name: "in all" })).toHaveTextContent("–");
    await expect.element(dialog.getByRole("progressbar")).not.toBeInTheDocument();
  });

  test("asks for what was chosen", async () => {
    const { dialog, sent } = await open();
    const images = dialog.getByLabelText("Held-out pictures");
    await userEvent.clear(images);
    await userEvent.type(images, "410{Enter}");
    await expect.element(dialog.getByText("410 is not a whole number from 1 to 409.")).toBeVisible();
    await userEvent.clear(images);
    await userEvent.type(images, "16{Enter}");
    const timesteps = dialog.getByLabelText("Timesteps for each");
    await userEvent.clear(timesteps);
    await userEvent.type(timesteps, "1000{Enter}");
    await dialog.getByLabelText("Weights").selectOptions("as trained");
    await dialog.getByLabelText("Variance of a reverse step").selectOptions("β̃, the posterior’s");
    await dialog.getByRole("button", { name: "Evaluate" }).click();
    expect(sent.at(-1)).toEqual({
      type: "evaluate",
      run: 1,
      request: { weights: "network", images: 16, strata: 1000, variance: 1, seed: 0 },
    });
  });

  test("cannot be begun while shaders compile or the engine is lost", async () => {
    const { dialog, store } = await open();
    const run = dialog.getByRole("button", { name: "Evaluate" });
    await expect.element(run).toBeEnabled();
    store.receive({ type: "compiling", run: 1, compiled: 0, shaders: 9 });
    await expect.element(run).toBeDisabled();
    store.receive({ type: "resumed", run: 1 });
    await expect.element(run).toBeEnabled();
    store.receive({ type: "failed", run: null, name: "EngineLost", message: "gone", fatal: true });
    await expect.element(run).toBeDisabled();
  });
});

describe("an evaluation", () => {
  test("shows how far it is and what is known, and can be stopped", async () => {
    const { dialog, receive, sent, store } = await open();
    await dialog.getByRole("button", { name: "Evaluate" }).click();
    receive(64);
    const progress = dialog.getByRole("progressbar", { name: "Bits per dimension" });
    await expect.element(progress).toHaveAttribute("value", "320");
    await expect.element(progress).toHaveAttribute("max", "1280");
    await expect.element(dialog.getByText("16 of 64 pictures")).toBeVisible();
    await expect.element(dialog.getByText(/^3.25 ± 0.04/)).toBeVisible();
    await dialog.getByRole("button", { name: "Stop" }).click();
    expect(sent.at(-1)).toEqual({ type: "cancel", run: 1 });
    store.receive({ type: "cancelled", run: RUN });
    await expect.element(dialog.getByText("Stopped after 16 of 64 pictures.")).toBeVisible();
    await expect.element(dialog.getByText(/^3.25 ± 0.04/)).toBeVisible();
    await expect.element(dialog.getByRole("button", { name: "Evaluate" })).toBeEnabled();
  });

  test("ends with the bound, its terms, what they mean for a picture, and whose they are", async () => {
    const { dialog, receive, screen } = await open();
    receive(16);
    // 8 x 8 x 3 values at 3.25 bits are 78 bytes.
    await expect
      .element(
        dialog.getByText(/bits per dimension\. A picture of 192 values takes 78 bytes instead of 192\./),
      )
      .toBeVisible();
    const rows = [
      ["left in the noise", "0.000"],
      ["told on the way down", "1.250"],
      ["told at the end, exactly", "2.000"],
      ["in all", "3.250"],
    ] as const;
    for (const [name, bits] of rows) {
      await expect.element(dialog.getByRole("row", { name })).toHaveTextContent(bits);
    }
    await expect.element(dialog.getByText("yours, step 40")).toBeVisible();
    await expect.element(dialog.getByText("averaged (EMA)", { exact: true }).first()).toBeVisible();
    await expect.element(dialog.getByText("Evaluated on 16 pictures.")).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await expect.element(screen.getByRole("button", { name: "3.25 bits/dim, step 40" })).toHaveFocus();
  });

  test("draws rate against distortion, and tells it in a table", async () => {
    const { dialog, receive } = await open();
    receive(16);
    const chart = dialog.getByRole("img", {
      name: /^From t = 875 to t = 1 the distortion falls from 71\.3 to 2\.5/,
    });
    await expect.element(chart).toBeVisible();
    const path = chart.element().querySelector("path[class*=curve]")?.getAttribute("d") ?? "";
    const places = [...path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(
      ([, x, y]) => [Number(x), Number(y)] as const,
    );
    expect(places).toHaveLength(6);
    for (const [k, [x, y]] of places.entries()) {
      const before = places[k - 1] ?? [0, 0];
      expect(x).toBeGreaterThan(before[0]);
      expect(y).toBeGreaterThan(before[1]);
    }
    const table = dialog.getByRole("table", { name: "Distortion by rate" });
    await expect.element(table.getByRole("row").nth(3)).toHaveTextContent(/^1500\.20024\.0$/);
  });

  test("of a network that has diverged has no bits, and says so", async () => {
    const { dialog, receive, store } = await open();
    receive(64);
    const curve = { ...bound.curve, distortion: new Float32Array(6).fill(Number.NaN) };
    store.receive({
      type: "evaluated",
      run: RUN,
      done: 1280,
      all: 1280,
      bound: { ...bound, total: Number.NaN, steps: Number.NaN, curve },
    });
    await expect.element(dialog.getByText(/not finite numbers/)).toBeVisible();
    await expect.element(dialog.getByRole("row", { name: "in all" })).toHaveTextContent("–");
    await expect.element(dialog).not.toHaveTextContent("NaN");
    expect(dialog.element().querySelector("path[d*=NaN]")).toBeNull();
  });
});

describe.each([
  [1280, 720],
  [1024, 768],
  [390, 844],
])("at %i x %i", (width, height) => {
  test.each(["en", "zh"] as const)(
    "nothing is cut off, and no accessibility rule fails: %s",
    async (language) => {
      await page.viewport(width, height);
      const { dialog, receive } = await open(language);
      receive(64);
      await expect.element(dialog.getByRole("progressbar")).toBeVisible();
      const popup = dialog.element();
      expect(popup.scrollWidth).toBeLessThanOrEqual(popup.clientWidth);
      const edges = popup.getBoundingClientRect();
      const beyond = [...popup.querySelectorAll("button, progress, td, p, svg text")].filter((part) => {
        const { left, right } = part.getBoundingClientRect();
        return left < edges.left || right > edges.right;
      });
      expect(beyond.map(({ textContent }) => textContent)).toEqual([]);
      const { violations } = await axe.run(popup, { rules: { region: { enabled: false } } });
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual(
        [],
      );
    },
  );
});
