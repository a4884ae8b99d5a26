import { expect, test } from "vitest";
import { defaultChoices } from "#store/choices.ts";
import { currentSampleRequest } from "#store/samplingChoice.ts";
import { frameSource } from "#ui/rooms/frameSource.ts";
import { denoised } from "../../../fixtures/samplingLog.ts";

const request = currentSampleRequest(defaultChoices(), null);

test("a network's frame says at which step, the exact optimum's has none", () => {
  expect(frameSource(denoised(1, 500, 400, request))).toEqual({ kind: "exact" });
  expect(frameSource(denoised(1, 500, 400, { ...request, denoiser: "ema" }))).toEqual({
    kind: "yours",
    step: 40,
  });
});
