import { describe, expect, test } from "vitest";
import { defaultChoices } from "#store/choices.ts";
import { sampleRequestOf } from "#store/engineChoice.ts";
import { config, started, state } from "../../fixtures/clientRun.ts";
import { connected } from "../../fixtures/linePort.ts";

const request = sampleRequestOf(defaultChoices());

describe("EngineClient", () => {
  test("opens the engine first, with the candidates in order", () => {
    const { port } = connected();
    expect(port().commands).toEqual([
      { type: "open", backends: ["webgpu", "cpu"], dataUrl: "http://localhost/data/" },
    ]);
  });

  test("events of an older run are dropped", () => {
    const { client, port, events } = connected();
    const first = client.train(config);
    const second = client.train(config);
    port().say(started(second));
    port().say({ type: "paused", run: first, step: 3, reason: "asked" });
    port().say({ type: "paused", run: second, step: 0, reason: "asked" });
    expect(events.map((event) => [event.type, "run" in event && event.run])).toEqual([
      ["started", second],
      ["paused", second],
    ]);
    expect(port().commands.map(({ type }) => type)).toEqual(["open", "train", "train"]);
  });

  test("a new reverse process ends the one before", () => {
    const { client, port } = connected();
    const first = client.sample(request);
    client.sample(request);
    expect(port().commands.map(({ type }) => type)).toEqual(["open", "sample", "cancel", "sample"]);
    expect(port().commands[2]).toEqual({ type: "cancel", run: first });
  });

  test("a reverse process that is ended says that it stopped", () => {
    const { client, port, events } = connected();
    const run = client.sample(request);
    client.cancel();
    expect(port().commands.at(-1)).toEqual({ type: "cancel", run });
    port().say({ type: "cancelled", run });
    expect(events).toEqual([{ type: "cancelled", run }]);
  });

  test("a message that is no event is reported by its path and goes no further", () => {
    const { client, port, events } = connected();
    const run = client.train(config);
    port().say({ type: "paused", run, step: -1, reason: "asked" });
    port().say("nonsense");
    expect(events.map((event) => event.type === "failed" && event.name)).toEqual([
      "ProtocolError",
      "ProtocolError",
    ]);
    expect(events[0]).toMatchObject({ message: expect.stringContaining("step") as string, fatal: false });
  });

  test("a worker that dies is replaced, and its run goes on paused from the last checkpoint", () => {
    const { client, ports, port, events } = connected();
    const run = client.train(config);
    port().say({ type: "checkpointed", run, state });
    port().die("out of memory");
    expect(ports).toHaveLength(2);
    expect(ports[0]?.isTerminated).toBe(true);
    expect(events.at(-1)).toMatchObject({
      type: "failed",
      name: "EngineRestarted",
      message: "out of memory",
      fatal: true,
    });
    expect(port().commands.map(({ type }) => type)).toEqual(["open", "train"]);
    expect(port().commands[1]).toMatchObject({ run, paused: true, state: { step: 50 } });
  });

  test("after two replacements it stops and says so", () => {
    const { client, ports, port, events } = connected();
    client.train(config);
    for (let death = 0; death < 3; death++) port().die("again");
    expect(ports).toHaveLength(3);
    expect(events.map((event) => event.type === "failed" && event.name)).toEqual([
      "EngineRestarted",
      "EngineRestarted",
      "EngineLost",
    ]);
  });

  test("a fatal failure of the engine itself counts as a death", () => {
    const { client, ports, port, events } = connected();
    client.train(config);
    port().say({ type: "failed", run: null, name: "DeviceLost", message: "the GPU went away", fatal: true });
    expect(ports).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ name: "EngineRestarted", message: "the GPU went away" });
  });

  test("a dead worker's last words are not heard", () => {
    const { client, ports, port, events } = connected();
    const run = client.train(config);
    port().die("gone");
    const heard = events.length;
    ports[0]?.say({ type: "paused", run, step: 1, reason: "asked" });
    expect(events).toHaveLength(heard);
  });

  test("frames are acknowledged, so that the next may come", () => {
    const { client, port } = connected();
    const run = client.train(config);
    const pixels = () => new Float32Array(1);
    port().say({
      type: "dissected",
      run,
      step: 1,
      t: 5,
      size: 1,
      channels: 1,
      x0: pixels(),
      xt: pixels(),
      eps: pixels(),
      epsHat: pixels(),
    });
    expect(port().commands.at(-1)).toEqual({ type: "acknowledge", run });
  });

  test("a run that cannot start leaves the one before in its place", () => {
    const { client, port, events } = connected();
    const first = client.train(config);
    port().say(started(first));
    const second = client.train({ ...config, dataset: "digits" });
    port().say({ type: "paused", run: first, step: 3, reason: "asked" });
    port().say({
      type: "failed",
      run: second,
      name: "DatasetError",
      message: "digits.png is gone",
      fatal: false,
    });
    client.resume(5);
    expect(port().commands.at(-1)).toEqual({ type: "resume", run: first, steps: 5 });
    expect(events.map(({ type }) => type)).toEqual(["started", "paused", "failed"]);
  });

  test("a run that failed in the middle goes on from its last checkpoint when it is asked to", () => {
    const { client, port } = connected();
    const run = client.train(config);
    port().say(started(run));
    port().say({ type: "checkpointed", run, state });
    port().say({ type: "failed", run, name: "Error", message: "out of memory", fatal: false });
    client.resume(5);
    expect(port().commands.slice(-2)).toMatchObject([
      { type: "train", run, paused: true, state: { step: 50 } },
      { type: "resume", run, steps: 5 },
    ]);
  });

  test("a lost engine comes back when the user asks for something, with the run it had", () => {
    const { client, ports, port } = connected();
    const run = client.train(config);
    port().say(started(run));
    port().say({ type: "checkpointed", run, state });
    for (let death = 0; death < 3; death++) port().die("again");
    expect(ports).toHaveLength(3);
    client.resume(5);
    expect(ports).toHaveLength(4);
    expect(port().commands.map(({ type }) => type)).toEqual(["open", "train", "resume"]);
    expect(port().commands[1]).toMatchObject({ run, state: { step: 50 } });
  });

  test("a run that was being discarded does not come back with a fresh worker", () => {
    const { client, port, events } = connected();
    const run = client.train(config);
    port().say(started(run));
    client.discard();
    port().die("gone");
    expect(events.at(-1)).toEqual({ type: "discarded", run });
    expect(port().commands.map(({ type }) => type)).toEqual(["open"]);
  });
});
