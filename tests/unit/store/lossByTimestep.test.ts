import { describe, expect, test } from "vitest";
import { LossByTimestep } from "#store/lossByTimestep.ts";

describe("LossByTimestep", () => {
  test("t = 1 falls into the first bin, t = T into the last", () => {
    const bins = new LossByTimestep(1000, 10);
    bins.add([1, 1000], [0.9, 0.1]);
    expect(bins.values()).toEqual([
      { t: 50, loss: expect.closeTo(0.9) as number },
      { t: 950, loss: expect.closeTo(0.1) as number },
    ]);
  });

  test("follows a loss that falls, without the bias of its empty start", () => {
    const bins = new LossByTimestep(100, 1);
    bins.add([50], [1]);
    expect(bins.values()[0]?.loss).toBeCloseTo(1);
    bins.add(Array(200).fill(50), Array(200).fill(0.25));
    expect(bins.values()[0]?.loss).toBeCloseTo(0.25, 5);
  });

  test("a loss that is not finite does not poison its bin", () => {
    const bins = new LossByTimestep(10);
    bins.add([5, 5], [0.5, Number.NaN]);
    expect(bins.bins).toBe(10);
    expect(bins.values()).toEqual([{ t: 4.5, loss: expect.closeTo(0.5) as number }]);
  });
});
