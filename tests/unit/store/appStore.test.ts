import { describe, expect, test } from "vitest";
import { createAppStore } from "#store/appStore.ts";
import { defaultChoices } from "#store/choices.ts";
import { trainingConfigOf } from "#store/engineChoice.ts";

describe("createAppStore", () => {
  test("starts from a link and keeps what was wrong with it", () => {
    const store = createAppStore("#room=denoise&steps=0");
    expect(store.getState().choices).toMatchObject({ room: "denoise", steps: 1 });
    expect(store.getState().view.hashNotes).toHaveLength(1);
  });

  test("a shorter T pulls positions and steps in", () => {
    const store = createAppStore("");
    store.choose({ t: 900, T: 50 });
    expect(store.getState().choices).toMatchObject({ T: 50, t: 50, dt: 50, steps: 50, sampleSteps: 20 });
  });

  test("zero terminal SNR and predicting eps exclude each other: the newer choice stands", () => {
    const store = createAppStore("");
    store.choose({ zeroSnr: true });
    expect(store.getState().choices).toMatchObject({ zeroSnr: true, predicts: "v" });
    store.choose({ predicts: "eps" });
    expect(store.getState().choices).toMatchObject({ zeroSnr: false, predicts: "eps" });
    store.choose({ weighting: "minSnr" });
    store.choose({ zeroSnr: true });
    expect(store.getState().choices).toMatchObject({ zeroSnr: true, weighting: "simple" });
    store.choose({ weighting: "minSnr" });
    expect(store.getState().choices).toMatchObject({ zeroSnr: false, weighting: "minSnr" });
  });

  test("another dataset has other classes", () => {
    const store = createAppStore("#label=7&data=digits");
    expect(store.getState().choices.label).toBe("7");
    store.choose({ data: "pixelfaces" });
    expect(store.getState().choices.label).toBe("none");
  });

  test("a model from files brings its settings with it, once", () => {
    const store = createAppStore("#label=3&data=digits&T=1000&steps=900");
    const config = trainingConfigOf({ ...defaultChoices(), net: "XS", px: "8", T: 200, seed: 11 });
    const none = new Float32Array(0);
    const state = { step: 7, updates: 0, weights: none, ema: none, adamMean: none, adamVariance: none };
    const counts = { parameterCount: 1, trainCount: 9, validationCount: 1, channels: 3 } as const;
    const started = { type: "started", run: 4, config, step: 7, ...counts } as const;
    store.receive({ type: "imported", run: 4, source: "a.zip", config, state, notes: [] });
    expect(store.getState().choices.net).toBe("S");
    store.receive(started);
    const brought = { data: "pixelfaces", px: "8", net: "XS", T: 200, steps: 200, seed: 11, label: "none" };
    expect(store.getState().choices).toMatchObject(brought);
    store.choose({ seed: 12 });
    store.receive(started);
    expect(store.getState().choices.seed).toBe(12);
  });

  test("a failure is shown until it is dismissed", () => {
    const store = createAppStore("");
    store.receive({
      type: "failed",
      run: null,
      name: "RangeError",
      message: "batch 9 is outside 1..8",
      fatal: false,
    });
    expect(store.getState().session.failure?.message).toBe("batch 9 is outside 1..8");
    store.dismissFailure();
    expect(store.getState().session.failure).toBeNull();
  });
});
