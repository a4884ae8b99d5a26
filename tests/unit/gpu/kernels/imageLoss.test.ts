import { expect, test } from "vitest";
import { imageLoss, imageLossGradient } from "#gpu/kernels/imageLoss.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test("imageLoss and its gradient are sound for any size of an image", () => {
  for (const size of [1, 35, 768]) {
    for (const lanes of [1, 256] as const) expectSound(imageLoss(5, size, lanes));
    expectSound(imageLossGradient(5, size));
  }
  expect(buffersOf(imageLoss(1, 4))).toEqual(["write losses", "read prediction", "read wanted"]);
  expect(buffersOf(imageLossGradient(1, 4))).toEqual([
    "write dPrediction",
    "read prediction",
    "read wanted",
    "read dLosses",
  ]);
});

test("the mean is over the numbers of an image, not over vectors", () => {
  expect(imageLoss(5, 768).params).toEqual({ tasks: 5, length: 192, size: 768 });
  expect(imageLossGradient(5, 768).params).toEqual({ count: 960, length: 192, slope: 2 / 768 });
});
