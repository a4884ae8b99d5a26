import type { MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl";
import { backend } from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { chooseBackend } from "#engine/backend.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the first backend that trains right is chosen", () => {
  test("webgpu, on the adapter that the browser gives", async () => {
    const device = await chooseBackend(["webgpu", "webgl", "cpu"], refuseLoss);
    expect(device).toMatchObject({
      backend: "webgpu",
      architecture: "swiftshader",
      isSoftware: true,
      refused: [],
    });
    expect(device.probeMs).toBeGreaterThan(0);
  });

  test("webgl, where WebGPU gives no adapter; the loss of its context is reported", async () => {
    vi.spyOn(navigator.gpu, "requestAdapter").mockResolvedValue(null);
    const reasons: string[] = [];
    const device = await chooseBackend(["webgpu", "webgl", "cpu"], (reason) => reasons.push(reason));
    expect(device).toMatchObject({ backend: "webgl", isSoftware: true });
    expect(device.name).toContain("SwiftShader");
    expect(device.refused).toEqual([
      { backend: "webgpu", reason: "this browser has WebGPU but gives no adapter" },
    ]);
    expect(reasons).toEqual([]);
    const { gl } = (backend() as MathBackendWebGL).gpgpu;
    gl.getExtension("WEBGL_lose_context")?.loseContext();
    await expect.poll(() => reasons).toEqual(["the WebGL context was lost"]);
  });

  test("cpu, where neither graphics API works", async () => {
    vi.spyOn(navigator.gpu, "requestAdapter").mockRejectedValue(new Error("blocked"));
    vi.spyOn(OffscreenCanvas.prototype, "getContext").mockReturnValue(null);
    const device = await chooseBackend(["webgpu", "webgl", "cpu"], refuseLoss);
    expect(device).toMatchObject({ backend: "cpu", name: "cpu" });
    expect(device.refused.map(({ reason }) => reason)).toEqual([
      "blocked",
      "this browser gives no WebGL 2 context",
    ]);
  });
});

/** Hands each device that the browser gives to `seen`, before anyone computes on it. */
function watchDevices(seen: (device: GPUDevice) => void): void {
  const requestAdapter = navigator.gpu.requestAdapter.bind(navigator.gpu);
  vi.spyOn(navigator.gpu, "requestAdapter").mockImplementation(async (options) => {
    const adapter = await requestAdapter(options);
    const requestDevice = adapter?.requestDevice.bind(adapter);
    if (adapter && requestDevice) {
      adapter.requestDevice = async (descriptor) => {
        const device = await requestDevice(descriptor);
        seen(device);
        return device;
      };
    }
    return adapter;
  });
}

/** Larger than the device allows: tfjs would read zeros from it. */
function makeError(device: GPUDevice): void {
  device.createBuffer({ size: 2 ** 40, usage: GPUBufferUsage.STORAGE });
}

test("an error of the chosen device that nobody caught is reported", async () => {
  const devices: GPUDevice[] = [];
  watchDevices((device) => devices.push(device));
  const reasons: string[] = [];
  await chooseBackend(["webgpu"], (reason) => reasons.push(reason));
  const [device] = devices;
  if (!device) throw new Error("no device was asked for");
  makeError(device);
  await device.queue.onSubmittedWorkDone();
  expect(reasons).toEqual([expect.stringContaining("exceeds the max buffer size limit")]);
});

test("a device with an error before it is chosen is refused and destroyed, and nothing is lost", async () => {
  const devices: GPUDevice[] = [];
  watchDevices((device) => {
    devices.push(device);
    makeError(device);
  });
  const reasons: string[] = [];
  const chosen = await chooseBackend(["webgpu", "cpu"], (reason) => reasons.push(reason));
  expect(chosen).toMatchObject({
    backend: "cpu",
    refused: [{ backend: "webgpu", reason: expect.stringContaining("exceeds the max buffer size limit") }],
  });
  expect(devices).toHaveLength(1);
  expect((await devices[0]?.lost)?.reason).toBe("destroyed");
  expect(reasons).toEqual([]);
});
