import { expect, test } from "vitest";
import { defaultChoices } from "#store/choices.ts";
import { currentSampleRequest } from "#store/samplingChoice.ts";
import { framePicture } from "#ui/rooms/framePicture.ts";
import { denoised } from "../../../fixtures/samplingLog.ts";

const request = currentSampleRequest(defaultChoices(), null);

test("each sample has its own pixels, and the same picture every time", () => {
  const frame = denoised(1, 500, 400, request);
  frame.xt.fill(0.25, 2 * 768, 3 * 768);
  const picture = framePicture(frame, "xt", 2);
  expect(picture).toMatchObject({ size: 16, channels: 3 });
  expect(picture.pixels).toEqual(new Float32Array(768).fill(0.25));
  expect(framePicture(frame, "xt", 2)).toBe(picture);
  expect(framePicture(frame, "x0Hat", 2)).not.toBe(picture);
});

test("at t = 0 the bet is the picture itself", () => {
  const frame = denoised(1, 0, 0, request);
  expect(framePicture(frame, "x0Hat", 0).pixels).toEqual(framePicture(frame, "xt", 0).pixels);
});
