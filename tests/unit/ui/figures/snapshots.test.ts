import { describe, expect, test } from "vitest";
import type { Snapshot } from "#store/session.ts";
import { pictureOf, snapshotAt, snapshotNear } from "#ui/figures/snapshots.ts";

/** Two timesteps, three samples of 2 x 2 grey pixels; each value says where it belongs: 100 k + 10 b + pixel. */
function snapshotOf(step: number): Snapshot {
  const frames = Float32Array.from({ length: 2 * 3 * 4 }, (_, i) => {
    const k = Math.floor(i / 12);
    const b = Math.floor(i / 4) % 3;
    return 100 * k + 10 * b + (i % 4);
  });
  return {
    type: "sampled",
    run: 1,
    step,
    size: 2,
    channels: 1,
    count: 3,
    timesteps: [150, 0],
    frames,
  };
}

const snapshots = [0, 100, 200].map(snapshotOf);

describe("snapshotAt", () => {
  test.each([
    [0, 0],
    [99, 0],
    [100, 100],
    [5000, 200],
  ])("at step %d shows the samples of step %d", (step, shown) => {
    expect(snapshotAt(snapshots, step)?.step).toBe(shown);
  });

  test("before the first samples there are none", () => {
    expect(snapshotAt(snapshots.slice(1), 99)).toBeNull();
  });
});

describe("snapshotNear", () => {
  test("takes the nearest one within reach", () => {
    expect(snapshotNear(snapshots, 130, 50)?.step).toBe(100);
    expect(snapshotNear(snapshots, 160, 50)?.step).toBe(200);
  });

  test("a place that training has not reached stays empty", () => {
    expect(snapshotNear(snapshots, 300, 50)).toBeNull();
  });
});

describe("pictureOf", () => {
  test("cuts one sample at one timestep out of the frames", () => {
    expect(pictureOf(snapshotOf(0), 1, 2)).toEqual({
      pixels: Float32Array.of(120, 121, 122, 123),
      size: 2,
      channels: 1,
    });
  });

  test("a sample or timestep that the snapshot lacks is no picture", () => {
    expect(pictureOf(snapshotOf(0), 0, 3)).toBeNull();
    expect(pictureOf(snapshotOf(0), 2, 0)).toBeNull();
    expect(pictureOf(snapshotOf(0), -1, 0)).toBeNull();
  });
});
