import { expect, test } from "vitest";
import { failedImport, reduceImport } from "#store/importSession.ts";
import { defaultChoices } from "#store/choices.ts";
import { trainingConfigOf } from "#store/engineChoice.ts";

const config = trainingConfigOf(defaultChoices());
const none = new Float32Array(0);
const state = { step: 7, updates: 0, weights: none, ema: none, adamMean: none, adamVariance: none };
const imported = { type: "imported", run: 4, source: "a.zip", config, state, notes: ["well"] } as const;

test("a model that is usable is kept by name, with its notes and without its weights", () => {
  expect(reduceImport({ ...imported, notes: ["well"] })).toEqual({
    run: 4,
    source: "a.zip",
    notes: ["well"],
    problems: [],
  });
});

test("one that is not is kept by its problems", () => {
  expect(reduceImport({ type: "importFailed", run: 4, problems: ["no", "not"] })).toMatchObject({
    source: null,
    problems: ["no", "not"],
  });
});

test("a run that never started takes its model back; a later failure of it does not", () => {
  const session = reduceImport({ ...imported, notes: [] });
  const failed = { type: "failed", run: 4, name: "Error", message: "no room", fatal: false } as const;
  expect(failedImport(session, 3, failed)).toMatchObject({ source: null, problems: ["no room"] });
  expect(failedImport(session, 4, failed)).toBeNull();
  expect(failedImport(session, 3, { ...failed, run: 3 })).toBeNull();
});
