import { describe, expect, test } from "vitest";
import type { EnginePort } from "#client/engineClient.ts";
import { EngineClient } from "#client/engineClient.ts";
import type { EngineCommand } from "#protocol/command.ts";
import type { EngineEvent } from "#protocol/event.ts";
import { defaultChoices } from "#store/choices.ts";
import { sampleRequestOf, trainingConfigOf } from "#store/engineChoice.ts";

/** A worker's end of the line: keeps what it is told, says what the test wants, and dies on request. */
class LinePort implements EnginePort {
  readonly commands: EngineCommand[] = [];
  isTerminated = false;
  private readonly listeners = new Map<string, (event: object) => void>();

  postMessage(command: EngineCommand): void {
    this.commands.push(command);
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.listeners.set(type, listener as (event: object) => void);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  say(event: unknown): void {
    this.listeners.get("message")?.({ data: event });
  }

  die(message: string): void {
    this.listeners.get("error")?.({ message });
  }
}

function connected() {
  const ports: LinePort[] = [];
  const events: EngineEvent[] = [];
  const client = new EngineClient({
    dataUrl: "http://localhost/data/",
    backends: ["webgpu", "cpu"],
    createPort: () => {
      const port = new LinePort();
      ports.push(port);
      return port;
    },
  });
  client.subscribe((event) => events.push(event));
  const port = (): LinePort => ports.at(-1) ?? new LinePort();
  return { client, ports, port, events };
}

const config = trainingConfigOf(defaultChoices());
const request = sampleRequestOf(defaultChoices());
const state = {
  step: 50,
  updates: 50,
  weights: new Float32Array([1, 2]),
  adamMean: new Float32Array(2),
  adamVariance: new Float32Array(2),
  ema: new Float32Array(2),
};

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
    port().say({ type: "paused", run: first, step: 3, reason: "asked" });
    port().say({ type: "paused", run: second, step: 0, reason: "asked" });
    expect(events).toEqual([{ type: "paused", run: second, step: 0, reason: "asked" }]);
    expect(port().commands.map(({ type }) => type)).toEqual(["open", "train", "discard", "train"]);
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
});
