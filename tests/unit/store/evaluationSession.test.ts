import { describe, expect, test } from "vitest";
import type { EvaluationRequest } from "#protocol/config.ts";
import type { EngineEvent } from "#protocol/event.ts";
import { defaultChoices } from "#store/choices.ts";
import { trainingConfigOf } from "#store/engineChoice.ts";
import type { Session } from "#store/session.ts";
import { emptySession, reduceSession } from "#store/session.ts";
import { bound, evaluationLog } from "../../fixtures/evaluationLog.ts";
import { samplingLog } from "../../fixtures/samplingLog.ts";
import { trainingLog } from "../../fixtures/trainingLog.ts";
import { tinyRequest } from "../../fixtures/tinyRun.ts";

const request: EvaluationRequest = { weights: "ema", images: 64, strata: 20, variance: 2, seed: 0 };
/** Run 1 trains; `evaluationLog` brings run 2 so far that 16 of 64 images have been everywhere. */
const begun = fold([...trainingLog(trainingConfigOf(defaultChoices()), 10), ...evaluationLog(2, request)]);

function fold(events: readonly EngineEvent[], from: Session = emptySession): Session {
  return events.reduce(reduceSession, from);
}

function failed(run: number | null, fatal: boolean): EngineEvent {
  return { type: "failed", run, name: "Error", message: "it broke", fatal };
}

describe("an evaluation", () => {
  test("grows, knows whose network it looks at, and is over at its last visit", () => {
    expect(begun.evaluation).toEqual({
      run: 2,
      request,
      step: 40,
      images: 64,
      timesteps: 20,
      status: "running",
      done: 320,
      all: 1280,
      bound,
    });
    const last: EngineEvent = { type: "evaluated", run: 2, done: 1280, all: 1280, bound };
    expect(fold([last], begun).evaluation).toMatchObject({ status: "finished", done: 1280 });
  });

  test("that is cancelled or fails keeps what it has told", () => {
    expect(fold([{ type: "cancelled", run: 2 }], begun).evaluation).toMatchObject({
      status: "cancelled",
      bound,
    });
    expect(fold([failed(2, false)], begun).evaluation).toMatchObject({ status: "failed", bound });
    expect(fold([failed(null, true)], begun).evaluation).toMatchObject({ status: "failed", bound });
  });

  test("is not touched by the events of another run, nor one that is over by any", () => {
    const other: EngineEvent = { type: "evaluated", run: 3, done: 1280, all: 1280, bound: null };
    const sampling = samplingLog(5, tinyRequest);
    const foreign = [other, { type: "cancelled", run: 5 } as const, failed(5, false), ...sampling];
    expect(fold(foreign, begun).evaluation).toBe(begun.evaluation);
    const over = fold([{ type: "cancelled", run: 2 }], begun);
    expect(fold([failed(null, true)], over).evaluation).toBe(over.evaluation);
  });

  test("makes room for the next one", () => {
    const next = fold(evaluationLog(3, { ...request, images: 16 }), begun);
    expect(next.evaluation).toMatchObject({ run: 3, status: "finished", images: 16 });
  });

  test("goes with the network: when it is discarded or another run starts, not when the same run is resumed", () => {
    const started = (run: number): EngineEvent => ({
      type: "started",
      run,
      config: trainingConfigOf(defaultChoices()),
      step: 8,
      parameterCount: 10,
      trainCount: 90,
      validationCount: 10,
      channels: 3,
    });
    expect(fold([{ type: "discarded", run: 1 }], begun)).toMatchObject({ training: null, evaluation: null });
    expect(fold([started(4)], begun).evaluation).toBeNull();
    expect(fold([started(1)], begun).evaluation).toBe(begun.evaluation);
    expect(fold([{ type: "discarded", run: 4 }], begun)).toBe(begun);
  });
});
