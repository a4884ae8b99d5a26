import axe from "axe-core";
import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import { gatherImages } from "#data/batch.ts";
import { datasetById } from "#data/datasets/index.ts";
import { splitDataset } from "#data/split.ts";
import type { Language } from "#i18n/i18n.ts";
import { browserSource } from "#platform/browserSource.ts";
import type { EngineCommand } from "#protocol/command.ts";
import type { EngineEvent } from "#protocol/event.ts";
import { trainingConfigOf } from "#store/engineChoice.ts";
import { currentSampleRequest } from "#store/samplingChoice.ts";
import { DenoiseRoom } from "#ui/rooms/DenoiseRoom.tsx";
import { denoised, samplingLog } from "../../fixtures/samplingLog.ts";
import { axisOf } from "#ui/state/axis.ts";
import { createTestApp } from "../../fixtures/testApp.tsx";
import { trainingLog } from "../../fixtures/trainingLog.ts";

async function open(hash = "room=denoise", language: Language = "en") {
  await page.viewport(1280, 720);
  const app = createTestApp(hash, language);
  app.commands.sampleIfChanged();
  const screen = await render(app.wrap(<DenoiseRoom />));
  const { store, sent } = app;
  /** Feeds the events of the reverse process that was asked for last, or the first few of them. */
  const answer = (run: number, count = Infinity) => {
    const { request } = samples(sent).at(-1) ?? {};
    if (!request) throw new Error("no reverse process was asked for");
    receive(samplingLog(run, request).slice(0, count));
  };
  const receive = (events: readonly EngineEvent[]) => events.forEach((event) => store.receive(event));
  return { ...app, screen, answer, receive };
}

function samples(sent: readonly EngineCommand[]) {
  return sent.filter((command) => command.type === "sample");
}

/** A training run that has taken 40 steps, so that there is a network. */
async function openTrained(hash = "room=denoise&net=XS&px=16") {
  const app = await open(hash);
  app.receive(trainingLog(trainingConfigOf(app.store.getState().choices), 40));
  return app;
}

const lead = /the denoiser already bets on/;

describe("before the first frame", () => {
  test("says what is about to happen; a network cannot be chosen, and why", async () => {
    const { screen } = await open();
    await expect.element(screen.getByText(/the reverse process has not begun yet/)).toBeVisible();
    await expect.element(screen.getByRole("button", { name: "network" })).toBeDisabled();
    await expect.element(screen.getByTitle(/Train a network first/)).toBeVisible();
    await expect.element(screen.getByRole("button", { name: "Branch here" })).toBeDisabled();
  });
});

test("a process that could not start says so, and where the lesson speaks of something else it is silent", async () => {
  const { screen, receive } = await open();
  receive([{ type: "failed", run: 1, name: "DatasetError", message: "unreachable", fatal: false }]);
  await expect.element(screen.getByText(/the reverse process could not start/)).toBeVisible();
  await expect.element(screen.getByText(/every training picture is still possible/)).toBeVisible();
});

describe("the exact optimum", () => {
  test("the sentence and the formula carry the numbers of the frame nearest to the playhead", async () => {
    const { screen, answer } = await open("room=denoise&dt=540");
    answer(1);
    await expect.element(screen.getByText(lead)).toHaveTextContent(/At t = 500 .* takes only 5\.0% of it/);
    await expect
      .element(screen.getByRole("img", { name: /^x 400 is 0\.900 times x 500 plus 0\.050/ }))
      .toHaveTextContent("xt−100=0.900xt+0.050x0+0.200z");
    await expect.element(screen.getByText("exact optimum", { exact: true }).first()).toBeVisible();
    await expect.element(screen.getByRole("img", { name: /51 of 256 training pictures/ })).toBeVisible();
  });

  test("while it runs, what has not been reached is empty, and it can be stopped", async () => {
    const { screen, answer, receive, sent } = await open();
    answer(1, 1 + 4);
    await expect.element(screen.getByRole("button", { name: "Stop 4 / 10" })).toBeVisible();
    expect(screen.getByRole("button", { name: /not reached yet/ }).elements()).toHaveLength(2 * 7);
    await screen.getByRole("button", { name: /^Stop/ }).click();
    expect(sent.at(-1)).toEqual({ type: "cancel", run: 1 });
    receive([{ type: "cancelled", run: 1 }]);
    await expect.element(screen.getByRole("button", { name: "Run again" })).toBeVisible();
  });

  test("at t = 0 nothing is left to guess, and nothing to branch from", async () => {
    const { screen, answer } = await open("room=denoise&dt=0");
    answer(1);
    await expect.element(screen.getByText(/nothing is left to guess/)).toBeVisible();
    await expect.element(screen.getByRole("button", { name: "Branch here" })).toBeDisabled();
    await expect.element(screen.getByRole("img", { name: /^x 0 is 0\.900 times x 100/ })).toBeVisible();
  });

  test("a seed of the grid is what the figures show", async () => {
    const { screen, answer, store } = await open();
    answer(1);
    await screen.getByRole("button", { name: "Sample 12" }).click();
    expect(store.getState().view.sample).toBe(11);
    await expect
      .element(screen.getByRole("button", { name: "Sample 12" }))
      .toHaveAttribute("aria-pressed", "true");
  });

  test("the nearest training picture is found in the dataset", async () => {
    const { screen, answer, receive, store } = await open("room=denoise&dt=100");
    answer(1, 1);
    const dataset = await datasetById("pixelfaces").load(
      browserSource(new URL("/data/", location.href).href),
    );
    const frame = denoised(1, 100, 0, currentSampleRequest(store.getState().choices, null));
    const index = splitDataset(dataset.count).train[7] ?? 0;
    frame.x0Hat.set(gatherImages(dataset, [index]), store.getState().view.sample * 768);
    receive([frame]);
    await expect.element(screen.getByText("0.000", { exact: true })).toBeVisible();
  });
});

describe("following", () => {
  test("the room follows a process that was asked for, until the user moves", async () => {
    const { answer, commands, store, receive } = await open();
    answer(1);
    commands.sample();
    answer(2, 1 + 3);
    const position = () => axisOf(store.getState()).value;
    expect(position()).toBe(800);
    commands.seek(900);
    receive([denoised(2, 700, 600, currentSampleRequest(store.getState().choices, null))]);
    expect(position()).toBe(900);
  });

  test("a process with another T keeps its own axis", async () => {
    const { screen, answer, store } = await open("room=denoise&T=200");
    answer(1);
    store.choose({ T: 1000 });
    await expect.element(screen.getByRole("button", { name: "x at t = 200" })).toBeVisible();
  });
});

describe("a branch", () => {
  test("freezes x_t, keeps the trunk, and is marked", async () => {
    const { screen, answer, sent, store } = await open("room=denoise&dt=500");
    answer(1);
    await screen.getByRole("button", { name: "Branch here" }).click();
    expect(samples(sent).at(-1)?.request).toMatchObject({ seed: 8, start: { t: 500 } });
    answer(2);
    await expect.element(screen.getByText("branched at t = 500")).toBeVisible();
    await expect.element(screen.getByRole("button", { name: "x at t = 900" })).toBeVisible();
    expect(store.getState().choices.dt).toBe(0);
    await screen.getByRole("button", { name: "Leave the branch" }).click();
    expect(samples(sent).at(-1)?.request.start).toBeNull();
  });
});

describe("a network", () => {
  test("can be chosen once it has learnt something, and starts by itself, once", async () => {
    const { screen, answer, sent } = await openTrained();
    answer(1);
    await screen.getByRole("button", { name: "network" }).click();
    await expect.poll(() => samples(sent).at(-1)?.request.denoiser).toBe("network");
    answer(2);
    await expect.element(screen.getByText("yours, step 40").first()).toBeVisible();
    await expect.element(screen.getByText("How much the bet changes, per step")).toBeVisible();
    expect(samples(sent)).toHaveLength(2);
  });
});

describe("the sampler’s settings", () => {
  test("an illegal number is named with its range and starts nothing; a legal one starts a new process", async () => {
    const { screen, answer, sent } = await open();
    answer(1);
    await screen.getByRole("button", { name: "Change…" }).click();
    const steps = screen.getByRole("textbox", { name: "Steps", exact: true });
    await userEvent.fill(steps, "2000");
    await expect.element(screen.getByText("2000 is not a whole number from 1 to 1000.")).toBeVisible();
    await userEvent.fill(steps, "20");
    await userEvent.keyboard("{Enter}");
    await screen.getByRole("combobox", { name: "Sampler" }).selectOptions("ddim");
    await expect
      .poll(() => samples(sent).at(-1)?.request)
      .toMatchObject({ steps: 20, sampler: { id: "ddim", params: {} } });
    expect(samples(sent)).toHaveLength(2);
    await expect.element(screen.getByRole("slider", { name: "η" })).toBeVisible();
  });
});

test("it reads in Chinese", async () => {
  const { screen, answer } = await open("room=denoise&dt=500", "zh");
  answer(1);
  await expect.element(screen.getByText(/去噪器已押注/)).toHaveTextContent("t = 500");
  await expect.element(screen.getByText("仍在候选的训练图像")).toBeVisible();
});

test("nothing is found by axe", async () => {
  const { answer, screen } = await open();
  answer(1);
  await expect.element(screen.getByText(lead)).toBeVisible();
  const { violations } = await axe.run(document.body);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
});
