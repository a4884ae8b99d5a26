import axe from "axe-core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { render } from "vitest-browser-react";
import type { EngineEvent } from "#protocol/event.ts";
import { trainingConfigOf } from "#store/engineChoice.ts";
import { saveFile } from "#ui/files/saveFile.ts";
import { LearnRoom } from "#ui/rooms/LearnRoom.tsx";
import { createTestApp } from "../../fixtures/testApp.tsx";
import { trainingLog } from "../../fixtures/trainingLog.ts";

beforeEach(() => page.viewport(1280, 720));

async function openRun(steps: number) {
  const app = createTestApp("room=learn&net=XS&px=8&batch=4&budget=100");
  const screen = await render(
    app.wrap(
      <div style={{ height: 588 }}>
        <LearnRoom />
      </div>,
    ),
  );
  const config = trainingConfigOf(app.store.getState().choices);
  if (steps > 0) for (const event of trainingLog(config, steps)) app.store.receive(event);
  const choose = (name: string, bytes = 4) => {
    const input = document.querySelector<HTMLInputElement>("input[data-model=file]");
    if (!input) throw new Error("there is no field for a file");
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], name));
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const asked = (type: "import" | "export") => app.sent.filter((command) => command.type === type);
  return { ...app, screen, config, choose, asked };
}

async function expectAccessible(): Promise<void> {
  const dialog = document.querySelector("[role=dialog]");
  if (!dialog) throw new Error("there is no dialog");
  const { violations } = await axe.run(dialog);
  expect(violations).toEqual([]);
}

describe("take it away", () => {
  test("is offered once there is something to take", async () => {
    const { screen, store, config } = await openRun(0);
    await expect.element(screen.getByRole("button", { name: "Bring a model…" })).toBeVisible();
    await expect.element(screen.getByRole("button", { name: "Take it away…" })).not.toBeInTheDocument();
    for (const event of trainingLog(config, 2)) store.receive(event);
    await expect.element(screen.getByRole("button", { name: "Take it away…" })).toBeVisible();
  });

  test("asks for what was chosen and says how to go on with it", async () => {
    const { screen, asked, commands } = await openRun(2);
    commands.startTraining();
    await screen.getByRole("button", { name: "Take it away…" }).click();
    await expect.element(screen.getByText(/--data pixelfaces\.json/)).toBeVisible();
    expect(screen.getByRole("link", { name: "pixelfaces.png" }).element().getAttribute("href")).toBe(
      "data/pixelfaces.png",
    );
    await expectAccessible();
    await screen.getByRole("button", { name: "as trained" }).click();
    await screen.getByRole("button", { name: "one file, .safetensors" }).click();
    await expect.element(screen.getByText(/load_state_dict/)).toBeVisible();
    await screen.getByRole("button", { name: "Save · 0.2 MB" }).click();
    expect(asked("export")).toMatchObject([{ weights: "raw", format: "safetensors" }]);
    await expect.element(screen.getByText("writing…")).toBeVisible();
    await expect.element(screen.getByRole("button", { name: /^Save/ })).toBeDisabled();
  });

  test("of two files that were asked for the newer one is saved, whichever comes first", async () => {
    const { screen, asked, commands, say } = await openRun(2);
    commands.startTraining();
    await screen.getByRole("button", { name: "Take it away…" }).click();
    await screen.getByRole("button", { name: /^Save/ }).click();
    await userEvent.keyboard("{Escape}");
    await screen.getByRole("button", { name: "Take it away…" }).click();
    await screen.getByRole("button", { name: "as trained" }).click();
    await screen.getByRole("button", { name: /^Save/ }).click();
    const runs = asked("export").map((command) => ("run" in command ? command.run : 0));
    expect(runs).toHaveLength(2);
    const [first = 0, second = 0] = runs;
    const exported = (run: number, name: string): EngineEvent => ({
      type: "exported",
      run,
      name,
      bytes: new Uint8Array(4),
      step: 2,
    });
    say(exported(first, "ema.zip"));
    await expect.element(screen.getByText("writing…")).toBeVisible();
    say(exported(second, "raw.zip"));
    await expect.element(screen.getByRole("status").filter({ hasText: "raw.zip is saved." })).toBeVisible();
  });

  test("a file that could not be written is said to be, with the reason", async () => {
    const { screen, asked, commands, say } = await openRun(2);
    commands.startTraining();
    await screen.getByRole("button", { name: "Take it away…" }).click();
    await screen.getByRole("button", { name: /^Save/ }).click();
    const [command] = asked("export");
    say({ type: "exportFailed", run: command && "run" in command ? command.run : 0, message: "no room" });
    await expect.element(screen.getByText(/no room/)).toBeVisible();
  });
});

describe("bring a model", () => {
  test("a file of another kind is not read", async () => {
    const { screen, choose, asked } = await openRun(0);
    await screen.getByRole("button", { name: "Bring a model…" }).click();
    await expectAccessible();
    choose("notes.txt");
    await expect.element(screen.getByRole("alert")).toHaveTextContent("notes.txt is neither a .zip");
    expect(asked("import")).toEqual([]);
  });

  test("a network that has learnt is asked about first, and stays if so wished", async () => {
    const { screen, choose, asked } = await openRun(2);
    await screen.getByRole("button", { name: "Bring a model…" }).click();
    choose("a.zip");
    await expect.element(screen.getByText(/place of the network at step 2/)).toBeVisible();
    await screen.getByRole("button", { name: "Cancel" }).click();
    expect(asked("import")).toEqual([]);
    await screen.getByRole("button", { name: "Bring a model…" }).click();
    choose("a.zip");
    await screen.getByRole("button", { name: "Replace" }).click();
    await expect.element(screen.getByText("Reading and checking…")).toBeVisible();
    expect(asked("import")).toMatchObject([{ source: "a.zip", files: [{ path: "a.zip" }] }]);
  });

  test("every problem is a line, also when the dialog was closed meanwhile", async () => {
    const { screen, store, choose, asked } = await openRun(0);
    await screen.getByRole("button", { name: "Bring a model…" }).click();
    choose("a.safetensors");
    await expect.poll(() => asked("import").length).toBe(1);
    await userEvent.keyboard("{Escape}");
    await expect.element(screen.getByRole("dialog")).not.toBeInTheDocument();
    const [command] = asked("import");
    const run = command && "run" in command ? command.run : 0;
    store.receive({ type: "importFailed", run, problems: ["act_fn is gelu", "norm_eps is 0.1"] });
    await expect.element(screen.getByRole("alert")).toHaveTextContent("nothing has changed");
    expect(
      screen
        .getByRole("listitem")
        .elements()
        .map(({ textContent }) => textContent),
    ).toEqual(["act_fn is gelu", "norm_eps is 0.1"]);
    await expectAccessible();
  });

  test("a model that is in use says so with its notes, and the room speaks of it", async () => {
    const { screen, store, config, choose, asked } = await openRun(0);
    await screen.getByRole("button", { name: "Bring a model…" }).click();
    choose("a.zip");
    await expect.poll(() => asked("import").length).toBe(1);
    const [command] = asked("import");
    const run = command && "run" in command ? command.run : 0;
    const none = new Float32Array(0);
    const state = { step: 40, updates: 0, weights: none, ema: none, adamMean: none, adamVariance: none };
    const counts = { parameterCount: 45_000, trainCount: 9, validationCount: 1, channels: 3 } as const;
    const events: EngineEvent[] = [
      { type: "imported", run, source: "a.zip", config, state, notes: ["Adam begins anew"] },
      { type: "started", run, config, step: 40, ...counts },
    ];
    for (const event of events) store.receive(event);
    await expect.element(screen.getByText("a.zip is here.", { exact: false })).toBeVisible();
    await expect.element(screen.getByText("Adam begins anew")).toBeVisible();
    await screen.getByRole("button", { name: "Done" }).click();
    await expect.element(screen.getByText(/This network was trained elsewhere\. Train on/)).toBeVisible();
    await expect.element(screen.getByText("Drawn as it is trained on.")).toBeVisible();
    await expect.element(screen.getByRole("button", { name: "Take it away…" })).toBeVisible();
  });
});

test("a file is handed to the browser under its name", () => {
  const clicked: string[] = [];
  const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    clicked.push(this.download, new URL(this.href).protocol);
  });
  saveFile("a.zip", Uint8Array.of(1, 2));
  expect(clicked).toEqual(["a.zip", "blob:"]);
  click.mockRestore();
});
