import { getKernel, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { chooseBackend } from "#nn/backend.ts";
import * as tf from "#nn/tf.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

test("where there is no graphics API the CPU trains, and the reasons are given", async () => {
  const device = await chooseBackend(["webgpu", "webgl", "cpu"], refuseLoss);
  expect(device).toMatchObject({ backend: "cpu", name: "cpu", isSoftware: true });
  expect(device.refused).toEqual([
    { backend: "webgpu", reason: "this browser has no WebGPU" },
    { backend: "webgl", reason: "this browser gives no WebGL 2 context" },
  ]);
});

test("no backend at all is an error with every reason", async () => {
  await expect(chooseBackend(["webgpu", "webgl"], refuseLoss)).rejects.toThrow(
    "no backend can train here. webgpu: this browser has no WebGPU; webgl: this browser gives no WebGL 2 context",
  );
});

test.each(["Conv2D", "Conv2DBackpropInput"])(
  "a backend whose %s gives zeros is refused",
  async (kernelName) => {
    await chooseBackend(["cpu"], refuseLoss);
    const stock = getKernel(kernelName, "cpu");
    unregisterKernel(kernelName, "cpu");
    registerKernel({
      ...stock,
      kernelFunc: (call) => {
        const result = stock.kernelFunc(call);
        if (Array.isArray(result)) throw new TypeError("a convolution has one result");
        (call.backend as tf.MathBackendCPU).data.get(result.dataId).values = new Float32Array(100);
        return result;
      },
    });
    try {
      await expect(chooseBackend(["cpu"], refuseLoss)).rejects.toThrow(
        /cpu: it computes wrong: .* is 0, expected/,
      );
    } finally {
      unregisterKernel(kernelName, "cpu");
      registerKernel(stock);
    }
  },
);

test("proving a backend leaves no tensor behind", async () => {
  const before = tf.memory().numTensors;
  await chooseBackend(["cpu"], refuseLoss);
  expect(tf.memory().numTensors).toBe(before);
});
