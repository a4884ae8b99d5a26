import { describe, expect, test } from "vitest";
import type { EngineClient } from "#client/engineClient.ts";
import { config, started, state } from "../fixtures/clientRun.ts";
import { connected } from "../fixtures/linePort.ts";

describe("models from files", () => {
  const files = [{ path: "a.zip", bytes: new Uint8Array(2) }];
  const imported = (run: number) => ({ type: "imported", run, source: "a.zip", config, state, notes: [] });

  test("the present run stays until the model's has started; then a fresh worker goes on with the model", () => {
    const { client, ports, port, events } = connected();
    const first = client.train(config);
    port().say(started(first));
    const run = client.importModel("a.zip", files);
    expect(port().commands.at(-1)).toEqual({ type: "import", run, source: "a.zip", files });
    port().say({ type: "paused", run: first, step: 3, reason: "asked" });
    port().say(imported(run));
    expect(port().commands.at(-1)).toEqual({ type: "train", run, config, state, paused: true });
    port().say({ type: "paused", run: first, step: 4, reason: "asked" });
    port().say(started(run));
    port().say({ type: "paused", run: first, step: 5, reason: "asked" });
    expect(events.map(({ type }) => type)).toEqual(["started", "paused", "imported", "paused", "started"]);
    port().die("gone");
    expect(ports).toHaveLength(2);
    expect(port().commands.at(-1)).toEqual({ type: "train", run, config, state, paused: true });
  });

  test.each([
    ["unusable files", (run: number) => ({ type: "importFailed", run, problems: ["no"] })],
    [
      "a command that was refused",
      (run: number) => ({ type: "failed", run, name: "TypeError", message: "no", fatal: false }),
    ],
  ])("%s leave the present run in its place", (_, answer) => {
    const { client, port } = connected();
    const first = client.train(config);
    port().say(started(first));
    port().say(answer(client.importModel("a.zip", files)));
    client.pause();
    expect(port().commands.at(-1)).toEqual({ type: "pause", run: first });
  });

  test("a model whose run cannot start gives its place back", () => {
    const { client, port } = connected();
    const first = client.train(config);
    port().say(started(first));
    const run = client.importModel("a.zip", files);
    port().say(imported(run));
    port().say({ type: "failed", run, name: "OutOfMemory", message: "no room", fatal: false });
    client.pause();
    expect(port().commands.at(-1)).toEqual({ type: "pause", run: first });
  });

  test("a model that was read too late takes no place: other files were brought in meanwhile", () => {
    const { client, port, events } = connected();
    const first = client.train(config);
    port().say(started(first));
    const early = client.importModel("a.zip", files);
    const late = client.importModel("b.zip", files);
    port().say(imported(early));
    port().say({ type: "importFailed", run: late, problems: ["no"] });
    expect(port().commands.map(({ type }) => type)).toEqual(["open", "train", "import", "import"]);
    expect(events.map(({ type }) => type)).toEqual(["started", "importFailed"]);
    client.pause();
    expect(port().commands.at(-1)).toEqual({ type: "pause", run: first });
  });

  test("a model whose run is about to start goes before the files that come after it", () => {
    const { client, port, events } = connected();
    port().say(started(client.train(config)));
    const run = client.importModel("a.zip", files);
    port().say(imported(run));
    const late = client.importModel("b.zip", files);
    port().say(started(run));
    port().say({ type: "importFailed", run: late, problems: ["no"] });
    expect(events.map(({ type }) => type)).toEqual(["started", "imported", "started", "importFailed"]);
    client.pause();
    expect(port().commands.at(-1)).toEqual({ type: "pause", run });
  });

  test.each([
    ["another training run was started meanwhile", (client: EngineClient) => client.train(config)],
    ["the training run was discarded meanwhile", (client: EngineClient) => client.discard()],
  ])("a model that is read gives way: %s", (problem, change) => {
    const { client, port, events } = connected();
    const first = client.train(config);
    port().say(started(first));
    const run = client.importModel("a.zip", files);
    change(client);
    expect(events.at(-1)).toEqual({ type: "importFailed", run, problems: [problem] });
    const sent = port().commands.length;
    port().say(imported(run));
    expect(port().commands).toHaveLength(sent);
    expect(events.at(-1)).toMatchObject({ type: "importFailed" });
  });

  test("a training run that is started before the model's has started is the one that is shown", () => {
    const { client, port, events } = connected();
    const first = client.train(config);
    port().say(started(first));
    const run = client.importModel("a.zip", files);
    port().say(imported(run));
    const newest = client.train(config);
    expect(events.at(-1)).toMatchObject({ type: "importFailed", run });
    port().say(started(run));
    port().say({ type: "failed", run: newest, name: "Error", message: "no", fatal: false });
    client.pause();
    expect(port().commands.slice(-3)).toMatchObject([
      { type: "discard", run },
      { type: "train", run: newest },
      { type: "pause", run: first },
    ]);
    expect(events.map(({ type }) => type)).toEqual(["started", "imported", "importFailed", "failed"]);
  });

  test("a worker that dies before the model's run has started says so, and goes on with the run before", () => {
    const { client, port, events } = connected();
    const first = client.train(config);
    port().say(started(first));
    const run = client.importModel("a.zip", files);
    port().say(imported(run));
    port().die("gone");
    expect(events.at(-1)).toEqual({ type: "importFailed", run, problems: ["gone"] });
    expect(port().commands.slice(1)).toMatchObject([{ type: "train", run: first }]);
  });

  test("with no run before it, a model that was read starts in the fresh worker, unless there is none", () => {
    const { client, port, events } = connected();
    const run = client.importModel("a.zip", files);
    port().say(imported(run));
    port().die("gone");
    expect(port().commands.slice(1)).toMatchObject([{ type: "train", run, state: { step: 50 } }]);
    expect(events.map(({ type }) => type)).toEqual(["imported", "failed"]);
    port().die("gone");
    port().die("gone");
    expect(events.at(-1)).toEqual({ type: "importFailed", run, problems: ["gone"] });
  });

  test("a run that ends of itself is not put back", () => {
    const { client, port } = connected();
    const first = client.train(config);
    port().say(started(first));
    const run = client.importModel("a.zip", files);
    port().say(imported(run));
    port().say({ type: "discarded", run: first });
    port().say({ type: "failed", run, name: "Error", message: "no", fatal: false });
    client.pause();
    expect(port().commands.at(-1)).toMatchObject({ type: "train", run });
  });

  test("a worker that dies over files says so, and is not handed them again", () => {
    const { client, port, events } = connected();
    const run = client.importModel("a.zip", files);
    port().die("gone");
    expect(events.at(-1)).toEqual({ type: "importFailed", run, problems: ["gone"] });
    expect(port().commands.map(({ type }) => type)).toEqual(["open"]);
  });

  test("a network is asked for by its run, and without one nothing is asked", () => {
    const { client, port, events } = connected();
    expect(client.exportModel("ema", "diffusers")).toBeNull();
    expect(port().commands).toHaveLength(1);
    const training = client.train(config);
    const run = client.exportModel("ema", "diffusers");
    const order = { type: "export", run, training, weights: "ema", format: "diffusers" };
    expect(port().commands.at(-1)).toEqual(order);
    port().say({ type: "exported", run, name: "a.zip", bytes: new Uint8Array(1), step: 3 });
    expect(events.at(-1)).toMatchObject({ type: "exported", name: "a.zip" });
  });

  test("of two files only the one that was asked for last is heard of, and a worker that dies over it says so", () => {
    const { client, port, events } = connected();
    client.train(config);
    const first = client.exportModel("ema", "diffusers");
    const second = client.exportModel("raw", "diffusers");
    port().say({ type: "exported", run: first, name: "ema.zip", bytes: new Uint8Array(1), step: 3 });
    expect(events).toEqual([]);
    port().die("gone");
    expect(events.at(-1)).toEqual({ type: "exportFailed", run: second, message: "gone" });
    port().die("gone");
    expect(events.filter(({ type }) => type === "exportFailed")).toHaveLength(1);
  });

  test("a file that is refused is no failure of the run", () => {
    const { client, port, events } = connected();
    const training = client.train(config);
    port().say({ type: "exportFailed", run: client.exportModel("ema", "diffusers"), message: "not yet" });
    expect(events.at(-1)).toMatchObject({ type: "exportFailed" });
    client.pause();
    expect(port().commands.at(-1)).toEqual({ type: "pause", run: training });
  });

  test("an evaluation ends the one before, is heard alone, and dies with its worker", () => {
    const { client, port, events } = connected();
    const order = { weights: "ema", images: 4, strata: 2, variance: 2, seed: 0 } as const;
    client.cancelEvaluation();
    expect(port().commands.map(({ type }) => type)).toEqual(["open"]);
    const first = client.evaluate(order);
    const second = client.evaluate(order);
    expect(port().commands.slice(1)).toEqual([
      { type: "evaluate", run: first, request: order },
      { type: "cancel", run: first },
      { type: "evaluate", run: second, request: order },
    ]);
    const progress = (run: number) => ({ type: "evaluated", run, done: 1, all: 8, bound: null });
    port().say(progress(first));
    expect(events).toEqual([]);
    port().say(progress(second));
    expect(events).toEqual([progress(second)]);
    client.cancelEvaluation();
    expect(port().commands.at(-1)).toEqual({ type: "cancel", run: second });
    port().die("gone");
    client.cancelEvaluation();
    expect(port().commands.map(({ type }) => type)).toEqual(["open"]);
  });
});
