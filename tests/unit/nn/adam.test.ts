import { beforeAll, describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import type { AdamState } from "#nn/adam.ts";
import { adam, warmedUp } from "#nn/adam.ts";
import { chooseBackend } from "#engine/backend.ts";
import * as tf from "#nn/tf.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

function start(weights: number[]): AdamState {
  const zeros = new Float32Array(weights.length);
  return { weights: tf.tensor1d(weights), mean: tf.tensor1d(zeros), variance: tf.tensor1d(zeros) };
}

test("the first step has the length of the learning rate, whatever the gradient's", async () => {
  const after = adam(start([1, 1, 1]), tf.tensor1d([1e-3, -5, 0]), 0.1, 1);
  const [a, b, c] = await after.weights.data();
  expect(a).toBeCloseTo(0.9, 5);
  expect(b).toBeCloseTo(1.1, 6);
  expect(c).toBe(1);
});

test("epsilon is 1e-8: a gradient of 1e-8 moves half as far", async () => {
  const after = adam(start([0]), tf.tensor1d([1e-8]), 1, 1);
  expect(at(await after.weights.data(), 0)).toBeCloseTo(-0.5, 3);
});

test("twenty steps on (w - 3)^2 follow the algorithm as the paper writes it", async () => {
  let state = start([0]);
  let [w, m, v] = [0, 0, 0];
  for (let step = 1; step <= 20; step++) {
    const gradient = tf.mul<tf.Tensor1D>(tf.sub(state.weights, 3), 2);
    state = adam(state, gradient, 0.1, step);
    const g = 2 * (w - 3);
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    const mHat = m / (1 - 0.9 ** step);
    const vHat = v / (1 - 0.999 ** step);
    w -= (0.1 * mHat) / (Math.sqrt(vHat) + 1e-8);
  }
  expect(at(await state.weights.data(), 0)).toBeCloseTo(w, 4);
  expect(w).toBeGreaterThan(1.5);
});

describe("warm-up of the learning rate", () => {
  test.each([
    [1, 0.1],
    [5, 0.5],
    [10, 1],
    [500, 1],
  ])("step %i of 10 has %d of it", (step, share) => {
    expect(warmedUp(1, step, 10)).toBeCloseTo(share, 12);
  });

  test("none at all: the first step has all of it", () => {
    expect(warmedUp(0.3, 1, 0)).toBe(0.3);
  });
});
