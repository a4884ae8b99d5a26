import { describe, expect, test } from "vitest";
import type { Context } from "#engine/context.ts";
import { failure, reportFailure } from "#engine/failure.ts";
import type { Work } from "#engine/lane.ts";
import type { EngineEvent } from "#protocol/event.ts";

describe("failure", () => {
  test("names the run, the kind of error and what it says", () => {
    expect(failure(3, new RangeError("T = 5 is too small"))).toEqual({
      type: "failed",
      run: 3,
      name: "RangeError",
      message: "T = 5 is too small",
      fatal: false,
    });
  });

  test("what is thrown and is no error becomes its message", () => {
    expect(failure(null, "out of memory", true)).toEqual({
      type: "failed",
      run: null,
      name: "Error",
      message: "out of memory",
      fatal: true,
    });
  });
});

describe("reportFailure", () => {
  /** The pieces that a job's work gave, and the events beside them. */
  async function follow(work: Work): Promise<{ pieces: string[]; events: EngineEvent[] }> {
    const events: EngineEvent[] = [];
    const pieces: string[] = [];
    for await (const piece of reportFailure(7, contextFor(events), work)) pieces.push(piece);
    return { pieces, events };
  }

  test("the first error ends the work and becomes an event of its run", async () => {
    async function* work(): Work {
      yield "busy";
      throw new RangeError("the third step does not exist");
    }
    const { pieces, events } = await follow(work());
    expect(pieces).toEqual(["busy"]);
    expect(events).toEqual([failure(7, new RangeError("the third step does not exist"))]);
  });

  test("work without an error passes through, and nothing is said", async () => {
    async function* work(): Work {
      yield "busy";
      yield "idle";
    }
    expect(await follow(work())).toEqual({ pieces: ["busy", "idle"], events: [] });
  });

  test("work that is ended from outside frees what it holds", async () => {
    const events: EngineEvent[] = [];
    let isFreed = false;
    async function* work(): Work {
      try {
        yield "busy";
        yield "busy";
      } finally {
        isFreed = true;
      }
    }
    const reported = reportFailure(7, contextFor(events), work());
    await reported.next();
    await reported.return();
    expect(isFreed).toBe(true);
    expect(events).toEqual([]);
  });
});

function contextFor(events: EngineEvent[]): Context {
  const refuse = () => Promise.reject(new Error("nothing but events is asked for"));
  return { emit: (event) => events.push(event), deviceReady: refuse, load: refuse };
}
