import { describe, expect, test } from "vitest";
import type { EngineCommand } from "#protocol/command.ts";
import { readCommand } from "#protocol/readCommand.ts";
import { tinyConfig, tinyRequest } from "../../fixtures/tinyRun.ts";

const state = {
  step: 3,
  updates: 2,
  weights: Float32Array.of(1),
  adamMean: Float32Array.of(2),
  adamVariance: Float32Array.of(3),
  ema: Float32Array.of(4),
};

describe("a legal command is read as it was sent", () => {
  test.each<EngineCommand>([
    { type: "open", backends: ["webgpu", "cpu"], dataUrl: "data/" },
    { type: "train", run: 1, config: tinyConfig, state: null, paused: false },
    { type: "train", run: 1, config: tinyConfig, state, paused: true },
    { type: "pause", run: 1 },
    { type: "resume", run: 1, steps: 100 },
    { type: "step", run: 1 },
    { type: "discard", run: 1 },
    { type: "sample", run: 2, request: tinyRequest },
    { type: "sample", run: 2, request: { ...tinyRequest, start: { t: 4, xt: new Float32Array(128) } } },
    { type: "cancel", run: 2 },
    { type: "acknowledge", run: 2 },
  ])("$type", (command) => {
    expect(readCommand(command)).toEqual(command);
  });
});

test("the numbers of a state are taken over, not copied", () => {
  const command = readCommand({ type: "train", run: 1, config: tinyConfig, state, paused: false });
  expect(command.type === "train" && command.state?.weights).toBe(state.weights);
});

describe("what is no command is a TypeError that names the command and the first value that is wrong", () => {
  const train = { type: "train", run: 1, config: tinyConfig, state: null, paused: false };
  const config = (changes: object) => ({ ...train, config: { ...tinyConfig, ...changes } });
  const request = (changes: object) => ({ type: "sample", run: 2, request: { ...tinyRequest, ...changes } });

  test.each<[what: string, message: unknown, start: string]>([
    ["nothing", null, "a command: message: "],
    ["a text", "train", "a command: message: "],
    ["no type", { run: 1 }, "a command: type: "],
    ["a type that is no text", { type: 5 }, "a command: type: "],
    ["an unknown type", { type: "explode", run: 1 }, "explode: type: "],
    ["no run", { type: "pause" }, "pause: run: "],
    ["run 0", { type: "pause", run: 0 }, "pause: run: "],
    ["no batch", config({ batch: undefined }), "train: config.batch: "],
    ["a batch of 0", config({ batch: 0 }), "train: config.batch: "],
    [
      "too few timesteps",
      config({ schedule: { id: "linear", T: 5, params: {} } }),
      "train: config.schedule.T: ",
    ],
    [
      "weights that are a plain list",
      { ...train, state: { ...state, weights: [1] } },
      "train: state.weights: ",
    ],
    ["an unknown backend", { type: "open", backends: ["cpu", "wasm"], dataUrl: "" }, "open: backends.1: "],
    [
      "a parameter that is no number",
      request({ sampler: { id: "ddim", params: { eta: "1" } } }),
      "sample: request.sampler.params.eta: ",
    ],
    [
      "a branch from t = 0",
      request({ start: { t: 0, xt: new Float32Array(1) } }),
      "sample: request.start.t: ",
    ],
  ])("%s", (_what, message, start) => {
    expect(() => readCommand(message)).toThrow(TypeError);
    expect(() => readCommand(message)).toThrow(start);
  });
});
