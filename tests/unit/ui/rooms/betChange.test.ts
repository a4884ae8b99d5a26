import { describe, expect, test } from "vitest";
import { defaultChoices } from "#store/choices.ts";
import { currentSampleRequest } from "#store/samplingChoice.ts";
import { betChanges } from "#ui/rooms/betChange.ts";
import { denoised } from "../../../fixtures/samplingLog.ts";

const request = currentSampleRequest({ ...defaultChoices() }, null);

/** Frames whose bets are plain pictures of these values. */
function framesOf(bets: readonly number[]) {
  return bets.map((bet, k) => denoised(1, 100 - k, 99 - k, request, bet));
}

describe("betChanges", () => {
  test("a steady change is the same at every frame", () => {
    for (const change of betChanges(framesOf([0, 0.1, 0.2, 0.3, 0.4, 0.5]), 3)) {
      expect(change).toBeCloseTo(0.1, 6);
    }
  });

  test("a single jump is shared among the five nearest steps", () => {
    const changes = betChanges(framesOf([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]), 0);
    expect(changes.map((change) => Math.round(change * 100) / 100)).toEqual([
      0, 0, 0, 0.2, 0.2, 0.2, 0.2, 0.2, 0, 0, 0,
    ]);
  });

  test.each([0, 1])("%i frames have not changed yet", (count) => {
    expect(betChanges(framesOf([0.5].slice(0, count)), 0)).toEqual(Array.from({ length: count }, () => 0));
  });
});
