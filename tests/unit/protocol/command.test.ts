import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { engineCommand } from "#protocol/command.ts";
import { defaultChoices } from "#store/choices.ts";
import { sampleRequestOf, trainingConfigOf } from "#store/engineChoice.ts";

const evaluation = { weights: "ema", images: 64, strata: 20, variance: 2, seed: 0 };

describe("engineCommand", () => {
  test("the default choices make legal commands", () => {
    const config = trainingConfigOf(defaultChoices());
    const request = sampleRequestOf(defaultChoices());
    expect(v.is(engineCommand, { type: "train", run: 1, config, state: null, paused: false })).toBe(true);
    expect(v.is(engineCommand, { type: "sample", run: 2, request })).toBe(true);
    expect(v.is(engineCommand, { type: "evaluate", run: 3, request: evaluation })).toBe(true);
  });

  test.each([
    [{ type: "train", run: 1, config: { T: 5 }, state: null, paused: false }, "config.dataset"],
    [{ type: "resume", run: 1, steps: 0 }, "steps"],
    [{ type: "explode", run: 1 }, "type"],
    [{ type: "evaluate", run: 1, request: { ...evaluation, images: 0 } }, "request.images"],
    [{ type: "evaluate", run: 1, request: { ...evaluation, images: 513 } }, "request.images"],
    [{ type: "evaluate", run: 1, request: { ...evaluation, strata: 1 } }, "request.strata"],
    [{ type: "evaluate", run: 1, request: { ...evaluation, variance: 0 } }, "request.variance"],
    [{ type: "evaluate", run: 1, request: { ...evaluation, weights: "exact" } }, "request.weights"],
  ])("%j is refused at %s", (command, path) => {
    const parsed = v.safeParse(engineCommand, command);
    expect(parsed.issues?.map((issue) => v.getDotPath(issue))).toContain(path);
  });
});
