import { describe, expect, test } from "vitest";
import { transferables } from "#protocol/transferables.ts";

describe("transferables", () => {
  test("finds every array of an event once, however deep", () => {
    const indices = [1, 2];
    const distances = new Float32Array(2);
    expect(
      transferables({ type: "finished", run: 1, nearest: { indices, distances }, milliseconds: 1 }),
    ).toEqual([distances.buffer]);
  });

  test("views of one buffer are moved together", () => {
    const buffer = new ArrayBuffer(16);
    const weights = new Float32Array(buffer, 0, 2);
    const ema = new Float32Array(buffer, 8, 2);
    const adamMean = new Float32Array(2);
    const adamVariance = new Float32Array(2);
    const state = { step: 1, updates: 1, weights, ema, adamMean, adamVariance };
    expect(transferables({ type: "checkpointed", run: 1, state })).toEqual([
      buffer,
      adamMean.buffer,
      adamVariance.buffer,
    ]);
  });

  test("bytes of files are moved as well", () => {
    const bytes = new Uint8Array(3);
    const files = [{ path: "a.zip", bytes }];
    expect(transferables({ type: "import", run: 1, source: "a.zip", files })).toEqual([bytes.buffer]);
  });

  test("the curve of a bound is moved with it", () => {
    const [t, rate, distortion] = [new Float32Array(2), new Float32Array(2), new Float32Array(2)];
    const terms = { images: 1, total: 3, standardError: 1, prior: 0, steps: 1, decoder: 2 };
    const bound = { ...terms, curve: { t, rate, distortion } };
    expect(transferables({ type: "evaluated", run: 1, done: 1, all: 1, bound })).toEqual([
      t.buffer,
      rate.buffer,
      distortion.buffer,
    ]);
  });

  test("a command without arrays moves nothing", () => {
    expect(transferables({ type: "pause", run: 1 })).toEqual([]);
  });
});
