import { beforeEach, describe, expect, test } from "vitest";
import { EngineClient } from "#client/engineClient.ts";
import type { EngineCommand } from "#protocol/command.ts";
import { createAppStore } from "#store/appStore.ts";
import { createCommands } from "#ui/state/commands.ts";
import { trainingConfigOf } from "#store/engineChoice.ts";
import { samplingLog } from "../../../fixtures/samplingLog.ts";
import { trainingLog } from "../../../fixtures/trainingLog.ts";

const sent: EngineCommand[] = [];
const engine = () =>
  new EngineClient({
    dataUrl: "",
    backends: ["cpu"],
    createPort: () => ({
      postMessage: (command) => sent.push(command),
      addEventListener: () => undefined,
      terminate: () => undefined,
    }),
  });

beforeEach(() => {
  sent.length = 0;
});

function open(hash: string) {
  const store = createAppStore(hash);
  return { store, commands: createCommands(store, engine()) };
}

/** The reverse processes that were asked for, in order. */
function requests() {
  return sent.filter((command) => command.type === "sample").map(({ request }) => request);
}

describe("sampling", () => {
  test("a change starts a new process once, and a change back starts the old one again", () => {
    const { store, commands } = open("#room=denoise");
    commands.sampleIfChanged();
    commands.sampleIfChanged();
    store.choose({ steps: 20 });
    commands.sampleIfChanged();
    commands.sampleIfChanged();
    store.choose({ steps: 100 });
    commands.sampleIfChanged();
    expect(requests().map(({ steps }) => steps)).toEqual([100, 20, 100]);
  });

  test("a link to a network opens with the exact optimum, for there is none yet", () => {
    open("#room=denoise&denoiser=network").commands.sampleIfChanged();
    expect(requests()).toMatchObject([{ denoiser: "exact" }]);
  });

  test("the first process comes down to where the link points; one that was asked for runs to its end", () => {
    const { store, commands } = open("#room=denoise&dt=300");
    commands.sampleIfChanged();
    expect(store.getState().choices.dt).toBe(300);
    commands.newNoise();
    expect(store.getState().choices.dt).toBe(0);
    expect(requests().map(({ seed }) => seed)).toEqual([7, 8]);
  });

  test("a branch freezes x_t of the process that is shown, whatever was chosen since", () => {
    const { store, commands } = open("#room=denoise&dt=480");
    commands.sampleIfChanged();
    const [first] = requests();
    if (!first) throw new Error("nothing was asked for");
    samplingLog(1, first).forEach((event) => store.receive(event));
    store.choose({ px: "8" });
    commands.branch();
    const branch = requests().at(-1);
    expect(branch).toMatchObject({ imageSize: 16, seed: 8, start: { t: 500 } });
    expect(branch?.start?.xt).toEqual(new Float32Array(16 * 768).fill(0.5));
    expect(store.getState().choices.sampleSeed).toBe(8);
  });

  test("another network is asked anew, though the question is the same", () => {
    const { store, commands } = open("#room=denoise");
    const config = trainingConfigOf(store.getState().choices);
    for (const run of [1, 2]) {
      trainingLog(config, 2).forEach((event) => store.receive({ ...event, run } as typeof event));
      commands.sampleIfChanged();
      commands.sampleIfChanged();
    }
    expect(requests()).toHaveLength(2);
  });

  test("at t = 0 there is nothing to branch from", () => {
    const { store, commands } = open("#room=denoise&dt=0");
    commands.sampleIfChanged();
    const [first] = requests();
    if (!first) throw new Error("nothing was asked for");
    samplingLog(1, first).forEach((event) => store.receive(event));
    commands.branch();
    expect(requests()).toHaveLength(1);
  });
});

describe("after a failure, another try", () => {
  const fail = (store: ReturnType<typeof createAppStore>, run: number) =>
    store.receive({ type: "failed", run, name: "DatasetError", message: "unreachable", fatal: false });
  const last = () => sent.at(-1);

  test("asks for the same reverse process again", () => {
    const { store, commands } = open("#room=denoise&steps=20");
    commands.sampleIfChanged();
    fail(store, 1);
    commands.retry();
    expect(requests().map(({ steps }) => steps)).toEqual([20, 20]);
    expect(store.getState().session.failure).toBeNull();
  });

  test("starts a run that never started, and goes on with one that had", () => {
    const { store, commands } = open("#room=learn");
    commands.sampleIfChanged();
    commands.startTraining();
    fail(store, 2);
    commands.retry();
    expect(last()).toMatchObject({ type: "train", run: 3 });
    const config = trainingConfigOf(store.getState().choices);
    trainingLog(config, 2).forEach((event) => store.receive({ ...event, run: 3 } as typeof event));
    fail(store, 3);
    commands.retry();
    expect(last()).toMatchObject({ type: "resume", run: 3 });
  });
});

describe("a branch", () => {
  test("is left for the process that it came from, with that process's own seed", () => {
    const { store, commands } = open("#room=denoise&dt=480");
    commands.sampleIfChanged();
    const [first] = requests();
    if (!first) throw new Error("nothing was asked for");
    samplingLog(1, first).forEach((event) => store.receive(event));
    commands.branch();
    commands.leaveBranch();
    expect(requests().map(({ seed, start }) => [seed, start === null])).toEqual([
      [7, true],
      [8, false],
      [7, true],
    ]);
    expect(store.getState().choices.sampleSeed).toBe(7);
  });
});

test("a network without its pictures is not trained on, by button, key or step", () => {
  const { store, commands } = open("#room=learn");
  const absentData = { channels: 3, classes: null } as const;
  const config = { ...trainingConfigOf(store.getState().choices), absentData };
  trainingLog(config, 0).forEach((event) => store.receive(event));
  sent.length = 0;
  commands.toggleTraining();
  commands.step();
  expect(sent).toEqual([]);
});

describe("play", () => {
  const types = () => sent.map(({ type }) => type).filter((type) => type !== "open");
  const run = (store: ReturnType<typeof createAppStore>, steps: number) => {
    const config = { ...trainingConfigOf(store.getState().choices), steps: 3 };
    trainingLog(config, steps).forEach((event) => store.receive(event));
  };

  test("in Learn trains: starts a run where there is none, and pauses and continues one at its newest step", () => {
    const { store, commands } = open("#room=learn");
    commands.togglePlay();
    expect(types()).toEqual(["train"]);
    run(store, 2);
    commands.togglePlay();
    store.receive({ type: "paused", run: 1, step: 2, reason: "asked" });
    commands.togglePlay();
    expect(types()).toEqual(["train", "pause", "resume"]);
    expect(store.getState().view.isPlaying).toBe(false);
  });

  test("in Learn plays back what has been, once one has looked back or the budget is spent", () => {
    const { store, commands } = open("#room=learn");
    commands.startTraining();
    run(store, 3);
    store.receive({ type: "paused", run: 1, step: 3, reason: "budget" });
    commands.togglePlay();
    expect(store.getState().view).toMatchObject({ isPlaying: true, learnStep: 0 });
    expect(types()).toEqual(["train"]);
  });

  test("in Noise starts over at the end", () => {
    const { store, commands } = open("#room=noise&t=1000");
    commands.togglePlay();
    expect(store.getState().choices.t).toBe(0);
    expect(store.getState().view.isPlaying).toBe(true);
  });
});
