import { beforeAll, describe, expect, test } from "vitest";
import { chooseBackend } from "#engine/backend.ts";
import { average, warmedUpDecay } from "#nn/ema.ts";
import * as tf from "#nn/tf.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

test("the average moves towards the fresh values by one minus the decay", async () => {
  const moved = average(tf.tensor1d([0, 10]), tf.tensor1d([1, 20]), 0.9);
  const [a, b] = await moved.data();
  expect(a).toBeCloseTo(0.1, 6);
  expect(b).toBeCloseTo(11, 5);
});

describe("warm-up of the decay", () => {
  test.each([
    [1, 2 / 11],
    [10, 11 / 20],
    [100, 101 / 110],
    [1_000_000, 0.999],
  ])("after %i steps", (step, decay) => {
    expect(warmedUpDecay(0.999, step)).toBeCloseTo(decay, 12);
  });
});
