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
});
