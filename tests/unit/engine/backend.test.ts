import { getKernel, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { chooseBackend } from "#engine/backend.ts";
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

describe("a WebGPU device that reports an error before it is chosen", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  /** Only what is asked of a device before tfjs computes on it. */
  class FaultyDevice extends EventTarget {
    readonly destroy = vi.fn<() => void>();
    readonly lost = new Promise<{ reason: string; message: string }>((resolve) => {
      this.lose = (message) => resolve({ reason: "unknown", message });
    });
    declare lose: (message: string) => void;

    override addEventListener(...listener: Parameters<EventTarget["addEventListener"]>): void {
      super.addEventListener(...listener);
      this.fail("buffer too large");
    }

    fail(message: string): void {
      this.dispatchEvent(Object.assign(new Event("uncapturederror"), { error: { message } }));
    }
  }

  test("is refused and destroyed, and is not heard of again", async () => {
    const device = new FaultyDevice();
    const adapter = { info: {}, limits: {}, features: new Set(), requestDevice: async () => device };
    vi.stubGlobal("navigator", { gpu: { requestAdapter: async () => adapter } });
    const onLost = vi.fn<(reason: string) => void>();
    const chosen = await chooseBackend(["webgpu", "cpu"], onLost);
    expect(chosen).toMatchObject({
      backend: "cpu",
      refused: [{ backend: "webgpu", reason: "buffer too large" }],
    });
    expect(device.destroy).toHaveBeenCalledOnce();
    device.fail("another");
    device.lose("the driver is gone");
    await device.lost;
    expect(onLost).not.toHaveBeenCalled();
  });
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
