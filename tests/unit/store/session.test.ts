import { describe, expect, test } from "vitest";
import type { EngineEvent } from "#protocol/event.ts";
import { trainingConfigOf } from "#store/engineChoice.ts";
import { defaultChoices } from "#store/choices.ts";
import { emptySession, reduceSession } from "#store/session.ts";
import type { Session } from "#store/session.ts";

const config = trainingConfigOf(defaultChoices());

function fold(events: readonly EngineEvent[], from: Session = emptySession): Session {
  return events.reduce(reduceSession, from);
}

function started(run: number, step = 0): EngineEvent {
  return {
    type: "started",
    run,
    config,
    step,
    parameterCount: 10,
    trainCount: 90,
    validationCount: 10,
    channels: 3,
  };
}

function trained(run: number, firstStep: number, losses: readonly number[]): EngineEvent {
  return {
    type: "trained",
    run,
    firstStep,
    losses: new Float32Array(losses),
    gradientNorms: new Float32Array(losses.length).fill(1),
    timesteps: new Float32Array(losses.length).fill(500),
    imageLosses: new Float32Array(losses),
    stepsPerSecond: 4,
  };
}

function sampled(run: number, step: number): EngineEvent {
  return {
    type: "sampled",
    run,
    step,
    size: 1,
    channels: 1,
    count: 1,
    timesteps: [0],
    frames: new Float32Array(1),
  };
}

describe("reduceSession", () => {
  test("a run starts, trains, and pauses", () => {
    const session = fold([
      started(1),
      { type: "compiling", run: 1, compiled: 0, shaders: 0 },
      trained(1, 1, [1, 0.5]),
      { type: "paused", run: 1, step: 2, reason: "asked" },
    ]);
    expect(session.training).toMatchObject({
      status: "paused",
      pauseReason: "asked",
      step: 2,
      stepsPerSecond: 4,
    });
    expect(session.training?.curve.length).toBe(2);
  });

  test("a run that compiles says how far it is", () => {
    const session = fold([started(1), { type: "compiling", run: 1, compiled: 3, shaders: 40 }]);
    expect(session.training).toMatchObject({ status: "compiling", shaders: { compiled: 3, all: 40 } });
  });

  test("events of a run that is not shown change nothing", () => {
    const before = fold([started(2), trained(2, 1, [1])]);
    const after = fold([trained(1, 1, [9, 9]), sampled(1, 5), { type: "discarded", run: 1 }], before);
    expect(after.training).toBe(before.training);
  });

  test("a run that resumes from a checkpoint keeps its curve and drops what it will do again", () => {
    const session = fold([
      started(1),
      sampled(1, 0),
      trained(1, 1, [1, 0.8, 0.6, 0.4]),
      sampled(1, 4),
      { type: "failed", run: null, name: "EngineRestarted", message: "gone", fatal: true },
      started(1, 2),
    ]);
    expect(session.training?.curve.length).toBe(2);
    expect(session.training?.snapshots.map(({ step }) => step)).toEqual([0]);
    const resumed = fold([trained(1, 3, [0.6])], session);
    expect(resumed.training?.curve.rawAt(3)).toBeCloseTo(0.6);
  });

  test("a new run begins with empty curves", () => {
    const session = fold([started(1), trained(1, 1, [1, 1]), started(2)]);
    expect(session.training).toMatchObject({ run: 2, step: 0, snapshots: [] });
    expect(session.training?.curve.length).toBe(0);
  });

  test("skipped steps are counted by their gradient norm", () => {
    const event = trained(1, 1, [1, 1, 1]);
    if (event.type === "trained") event.gradientNorms.set([1, Number.NaN, Number.POSITIVE_INFINITY]);
    expect(fold([started(1), event]).training?.skippedSteps).toBe(2);
  });

  test("a fatal failure loses the engine, not the curves; a lesser one pauses its own run", () => {
    const running = fold([started(1), trained(1, 1, [1])]);
    const lost = fold(
      [{ type: "failed", run: null, name: "EngineLost", message: "gone", fatal: true }],
      running,
    );
    expect(lost.training).toMatchObject({ status: "lost", step: 1 });
    expect(lost.failure).toMatchObject({ name: "EngineLost", isFatal: true });
    const other = fold(
      [{ type: "failed", run: 7, name: "RangeError", message: "no", fatal: false }],
      running,
    );
    expect(other.training?.status).toBe("running");
    const own = fold([{ type: "failed", run: 1, name: "RangeError", message: "no", fatal: false }], running);
    expect(own.training?.status).toBe("paused");
  });

  test("the first validation after step 0 is kept to compare with", () => {
    const validated = (step: number): EngineEvent => ({
      type: "validated",
      run: 1,
      step,
      loss: 0.5,
      timesteps: new Float32Array([1, 1000]),
      imageLosses: new Float32Array([0.75, 0.25]),
    });
    const { training } = fold([started(1), validated(0), validated(100), validated(200)]);
    expect(training?.validations.map(({ step }) => step)).toEqual([0, 100, 200]);
    expect(training?.earlyLossByTimestep?.step).toBe(100);
    expect(training?.earlyLossByTimestep?.values.map(({ loss }) => loss)).toEqual([0.75, 0.25]);
  });

  test("a model from files begins at its step, keeps its files' name, and trains on from there", () => {
    const none = new Float32Array(0);
    const state = { step: 40, updates: 0, weights: none, ema: none, adamMean: none, adamVariance: none };
    const session = fold([
      started(1),
      { type: "imported", run: 2, source: "mine.zip", config, state, notes: ["a note"] },
      started(2, 40),
      trained(2, 41, [0.5]),
      started(2, 41),
    ]);
    expect(session.training).toMatchObject({ run: 2, source: "mine.zip", step: 41 });
    expect(session.training?.curve.rawAt(41)).toBe(0.5);
    expect(session.imported).toMatchObject({ run: 2, notes: ["a note"], problems: [] });
    expect(fold([started(3)], session).training?.source).toBeNull();
  });

  test("files of no use leave all as it is but for their problems", () => {
    const before = fold([started(1), trained(1, 1, [1])]);
    const after = fold([{ type: "importFailed", run: 2, problems: ["no zip"] }], before);
    expect(after).toEqual({ ...before, imported: { run: 2, source: null, notes: [], problems: ["no zip"] } });
  });

  test("a model whose run fails to start is told with the files, and the run before stays", () => {
    const none = new Float32Array(0);
    const state = { step: 40, updates: 0, weights: none, ema: none, adamMean: none, adamVariance: none };
    const before = fold([
      started(1),
      { type: "imported", run: 2, source: "mine.zip", config, state, notes: [] },
    ]);
    const after = fold(
      [{ type: "failed", run: 2, name: "OutOfMemory", message: "no room", fatal: false }],
      before,
    );
    expect(after.training).toBe(before.training);
    expect(after.imported).toMatchObject({ source: null, problems: ["no room"] });
    expect(after.failure).toBeNull();
  });

  test("a file that goes to the disk changes nothing", () => {
    const before = fold([started(1)]);
    const bytes = new Uint8Array(1);
    expect(fold([{ type: "exported", run: 1, name: "a.zip", bytes, step: 0 }], before)).toBe(before);
    expect(fold([{ type: "exportFailed", run: 1, message: "no" }], before)).toBe(before);
  });
});
