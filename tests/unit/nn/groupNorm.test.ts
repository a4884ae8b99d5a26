import { beforeAll, expect, test } from "vitest";
import { chooseBackend } from "#engine/backend.ts";
import { groupNorm } from "#nn/groupNorm.ts";
import { Scope } from "#nn/scope.ts";
import * as tf from "#nn/tf.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

const layer = groupNorm(new Scope(), 4, 2, "none");

test("each group of channels of each image has mean 0 and variance 1 before scale and shift", async () => {
  const x = tf.tensor4d([1, 3, 10, 20, 5, 7, 30, 40, 0, 0, 0, 0, 0, 8, 0, 0], [2, 2, 1, 4]);
  const y = layer([tf.tensor1d([1, 1, 2, 2]), tf.tensor1d([0, 0, 5, 5])], x);
  // Group 1 of image 1: 1 3 5 7, mean 4, variance 5. Group 2: 10 20 30 40, mean 25, variance 125.
  const r5 = Math.sqrt(5);
  const expected = [
    [-3 / r5, -1 / r5, 5 - 6 / r5, 5 - 2 / r5],
    [1 / r5, 3 / r5, 5 + 2 / r5, 5 + 6 / r5],
    [-1 / Math.sqrt(3), -1 / Math.sqrt(3), 5, 5],
    [-1 / Math.sqrt(3), Math.sqrt(3), 5, 5],
  ];
  const actual = await y.data();
  for (const [i, value] of expected.flat().entries()) expect(actual[i]).toBeCloseTo(value, 4);
});
