import { getKernel, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { chooseBackend } from "#engine/backend.ts";
import { probe } from "#nn/probe.ts";
import * as tf from "#nn/tf.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

test("a backend that computes right is timed, and nothing is left on it", async () => {
  const before = tf.memory().numTensors;
  const milliseconds = await probe();
  expect(milliseconds).toBeGreaterThan(0);
  expect(milliseconds).toBeLessThan(10_000);
  expect(tf.memory().numTensors).toBe(before);
});

describe("what is wrong is named", () => {
  test.each([
    // Each op's last number, of those worked out by hand below, is made one too large.
    ["Conv2D", "convolution[7] is 86, expected 85"],
    ["Conv2DBackpropInput", "gradient by the image[7] is 148, expected 147"],
    ["Conv2DBackpropFilter", "gradient by the kernel[8] is 33, expected 32"],
  ])("%s", async (kernelName, complaint) => {
    const stock = getKernel(kernelName, "cpu");
    unregisterKernel(kernelName, "cpu");
    registerKernel({
      ...stock,
      kernelFunc: (call) => {
        const result = stock.kernelFunc(call);
        if (Array.isArray(result)) throw new TypeError("a convolution has one result");
        const values = (call.backend as tf.MathBackendCPU).readSync(result.dataId) as Float32Array;
        values[values.length - 1] = at(values, values.length - 1) + 1;
        return result;
      },
    });
    const before = tf.memory().numTensors;
    try {
      await expect(probe()).rejects.toThrow(`it computes wrong: ${complaint}`);
      expect(tf.memory().numTensors).toBe(before);
    } finally {
      unregisterKernel(kernelName, "cpu");
      registerKernel(stock);
    }
  });

  test("an op that is missing", async () => {
    const stock = getKernel("Conv2D", "cpu");
    unregisterKernel("Conv2D", "cpu");
    try {
      await expect(probe()).rejects.toThrow("Kernel 'Conv2D' not registered for backend 'cpu'");
    } finally {
      registerKernel(stock);
    }
  });
});
