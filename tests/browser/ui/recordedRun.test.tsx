import { beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { App } from "#ui/App.tsx";
import { readEventLog } from "../../fixtures/eventLog.ts";
import recording from "../../fixtures/recordedRun.jsonl?raw";
import { createTestApp } from "../../fixtures/testApp.tsx";

/** A real run of forty steps and a reverse process of its network, recorded by `npm run record`. */
const events = readEventLog(recording);
const losses = events.flatMap((event) => (event.type === "trained" ? [...event.losses] : []));

beforeEach(() => page.viewport(1280, 720));

async function replay(hash: string) {
  const app = createTestApp(`#${hash}&t=0`);
  const screen = await render(app.wrap(<App />));
  // The opening asks for a reverse process of its own; a page without a worker gets none.
  for (const event of events) app.store.receive(event);
  return { ...app, screen };
}

test("the recording is of a run that learnt something", () => {
  expect(losses).toHaveLength(40);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  expect(mean(losses.slice(0, 5))).toBeGreaterThan(0.9);
  expect(mean(losses.slice(-5))).toBeLessThan(0.8);
});

test("Learn: without an engine the whole run stands there, from the first step to the last", async () => {
  const { screen } = await replay("room=learn");
  await expect.element(screen.getByRole("status")).toHaveTextContent("40 steps done");
  await expect.element(screen.getByRole("slider")).toHaveValue("40");
  await expect.element(screen.getByText("yours, step 40").last()).toBeVisible();
  const drawn = [...document.querySelectorAll("table[data-curve=loss] td[data-loss]")].map((cell) =>
    Number(cell.textContent),
  );
  expect(Math.min(...drawn)).toBeLessThan(0.85);
});

test("what is spoken changes with the training's condition, not with its steps", async () => {
  const app = createTestApp("#room=learn&t=0");
  const screen = await render(app.wrap(<App />));
  const spoken: string[] = [];
  for (const event of events) {
    app.store.receive(event);
    await new Promise(requestAnimationFrame);
    const text = screen.getByRole("status").element().textContent;
    if (text && text !== spoken.at(-1)) spoken.push(text);
  }
  expect(spoken).toEqual(["paused at 0 / 40", "compiling shaders (once)…", "training…", "40 steps done"]);
});

test("Learn: looking back shows the samples of that step", async () => {
  const { screen, store } = await replay("room=learn");
  await expect.element(screen.getByText("yours, step 40").last()).toBeVisible();
  store.look({ learnStep: 12 });
  await expect.element(screen.getByText("yours, step 10").last()).toBeVisible();
});

test("Denoise: the network's own reverse process can be scrubbed from noise to its end", async () => {
  const { screen, store } = await replay("room=denoise");
  await expect.element(screen.getByText("yours, step 40").first()).toBeVisible();
  const timesteps = events.flatMap((event) => (event.type === "denoised" ? [event.t] : []));
  expect(timesteps[0]).toBe(1000);
  expect(timesteps.at(-1)).toBe(0);
  screen.getByRole("slider").element().focus();
  await userEvent.keyboard("{ArrowRight}");
  expect(timesteps).toContain(store.getState().choices.dt);
});

test("what the page shows is a fold: replayed twice, it shows the same", async () => {
  const { store } = await replay("room=learn");
  const other = createTestApp("#room=learn").store;
  for (const event of events) other.receive(event);
  const of = ({ training, sampling }: ReturnType<typeof other.getState>["session"]) => ({
    smoothed: training?.curve.smoothedAt(40),
    snapshots: training?.snapshots.map(({ step }) => step),
    frames: sampling?.frames.map(({ t }) => t),
  });
  expect(of(store.getState().session)).toEqual(of(other.getState().session));
});
