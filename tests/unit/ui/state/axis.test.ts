import { describe, expect, test } from "vitest";
import { createAppStore } from "#store/appStore.ts";
import { currentSampleRequest } from "#store/samplingChoice.ts";
import { axisOf, seekAxis } from "#ui/state/axis.ts";
import { samplingLog } from "../../../fixtures/samplingLog.ts";

describe("axis", () => {
  test("noise grows to the right, one timestep at a time, and stays within T", () => {
    const store = createAppStore("#room=noise&T=200&t=50");
    expect(axisOf(store.getState())).toMatchObject({ value: 50, max: 200, stride: 1, direction: 1 });
    seekAxis(store, 999);
    expect(store.getState().choices.t).toBe(200);
  });

  test("a reverse process keeps its own T, goes left, and is only known where it stopped", () => {
    const store = createAppStore("#room=denoise&T=200&dt=120");
    const request = currentSampleRequest(store.getState().choices, null);
    samplingLog(1, request).forEach((event) => store.receive(event));
    store.choose({ T: 1000 });
    expect(axisOf(store.getState())).toMatchObject({ value: 120, max: 200, stride: 20, direction: -1 });
    seekAxis(store, 51);
    expect(store.getState().choices.dt).toBe(60);
    expect(axisOf(store.getState()).value).toBe(60);
  });

  test("a run that keeps a longer T than the page's can be sought to its end", () => {
    const store = createAppStore("#room=denoise");
    samplingLog(1, currentSampleRequest(store.getState().choices, null)).forEach((event) =>
      store.receive(event),
    );
    store.choose({ T: 50 });
    seekAxis(store, 900);
    expect(axisOf(store.getState())).toMatchObject({ value: 900, max: 1000 });
  });

  test("without a run, training has nowhere to go", () => {
    const store = createAppStore("#room=learn&budget=300");
    seekAxis(store, 100);
    expect(axisOf(store.getState())).toMatchObject({ kind: "trainingStep", value: 0, reach: 0, max: 300 });
  });

  test("a process that is under way takes the playhead along, down to where it is wanted", () => {
    const store = createAppStore("#room=denoise&T=200&dt=120&steps=10");
    const events = samplingLog(1, currentSampleRequest(store.getState().choices, null));
    const positions = events.slice(0, -1).map((event) => {
      store.receive(event);
      return axisOf(store.getState()).value;
    });
    expect(positions.slice(0, 7)).toEqual([200, 200, 180, 160, 140, 120, 120]);
  });
});
