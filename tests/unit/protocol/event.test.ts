import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { engineEvent } from "#protocol/event.ts";

describe("engineEvent", () => {
  test("an event of another program is refused by its path", () => {
    const parsed = v.safeParse(engineEvent, { type: "paused", run: 0, step: 1, reason: "asked" });
    expect(parsed.success).toBe(false);
    expect(parsed.issues?.map((issue) => v.getDotPath(issue))).toEqual(["run"]);
  });

  test("a shared buffer is not one that can be moved", () => {
    const losses = new Float32Array(new SharedArrayBuffer(4));
    const float = new Float32Array(1);
    const parsed = v.safeParse(engineEvent, {
      type: "trained",
      run: 1,
      firstStep: 1,
      losses,
      gradientNorms: float,
      timesteps: float,
      imageLosses: float,
      stepsPerSecond: 1,
    });
    expect(parsed.issues?.map((issue) => [v.getDotPath(issue), issue.message])).toEqual([
      ["losses", "expected a Float32Array"],
    ]);
  });

  test("pictures must be as many and as large as the event says", () => {
    const picture = new Float32Array(12);
    const dissected = { type: "dissected", run: 1, step: 1, t: 5, size: 2, channels: 3 };
    const arrays = { x0: picture, xt: picture, eps: picture, epsHat: picture };
    expect(v.is(engineEvent, { ...dissected, ...arrays })).toBe(true);
    expect(v.is(engineEvent, { ...dissected, ...arrays, xt: new Float32Array(11) })).toBe(false);
    expect(v.is(engineEvent, { ...dissected, ...arrays, size: 1e9 })).toBe(false);
    const sampled = { type: "sampled", run: 1, step: 1, size: 2, channels: 3, count: 1, timesteps: [5, 0] };
    expect(v.is(engineEvent, { ...sampled, frames: new Float32Array(24) })).toBe(true);
    expect(v.is(engineEvent, { ...sampled, frames: picture })).toBe(false);
  });

  test("a bound may be no number, or not be there yet; its curve has arrays of one length", () => {
    const evaluated = { type: "evaluated", run: 1, done: 1, all: 2 };
    const nan = Number.NaN;
    const terms = { images: 1, total: nan, standardError: nan, prior: 0, steps: Infinity, decoder: 1 };
    const [two, three] = [new Float32Array(2), new Float32Array(3)];
    const withCurve = (curve: object) => ({ ...evaluated, bound: { ...terms, curve } });
    expect(v.is(engineEvent, { ...evaluated, bound: null })).toBe(true);
    expect(v.is(engineEvent, withCurve({ t: two, rate: two, distortion: two }))).toBe(true);
    expect(v.is(engineEvent, withCurve({ t: two, rate: two, distortion: three }))).toBe(false);
    expect(v.is(engineEvent, withCurve({ t: two, rate: three, distortion: two }))).toBe(false);
  });

  test("a loss that is no number may be said", () => {
    const floats = new Float32Array(1);
    const validated = {
      type: "validated",
      run: 1,
      step: 1,
      loss: Number.NaN,
      timesteps: floats,
      imageLosses: floats,
    };
    expect(v.is(engineEvent, validated)).toBe(true);
  });
});
