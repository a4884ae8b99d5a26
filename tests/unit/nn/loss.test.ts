import { beforeAll, expect, test } from "vitest";
import { chooseBackend } from "#engine/backend.ts";
import { imageLosses } from "#nn/loss.ts";
import * as tf from "#nn/tf.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

test("each image's loss is the mean of its own squared errors", async () => {
  const epsHat = tf.tensor4d([1, 2, 3, 4, 0, 0, 0, 0], [2, 2, 2, 1]);
  const eps = tf.tensor4d([0, 0, 0, 0, 0, 0, 0, 2], [2, 2, 2, 1]);
  expect([...(await imageLosses(epsHat, eps).data())]).toEqual([7.5, 1]);
});
