import { afterEach, describe, expect, test, vi } from "vitest";
import { chooseBackend } from "#nn/backend.ts";
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

  test("webgl, where WebGPU gives no adapter", async () => {
    vi.spyOn(navigator.gpu, "requestAdapter").mockResolvedValue(null);
    const device = await chooseBackend(["webgpu", "webgl", "cpu"], refuseLoss);
    expect(device).toMatchObject({ backend: "webgl", isSoftware: true });
    expect(device.name).toContain("SwiftShader");
    expect(device.refused).toEqual([
      { backend: "webgpu", reason: "this browser has WebGPU but gives no adapter" },
    ]);
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

test("an error of the device that nobody caught is reported", async () => {
  const requestAdapter = navigator.gpu.requestAdapter.bind(navigator.gpu);
  const devices: GPUDevice[] = [];
  vi.spyOn(navigator.gpu, "requestAdapter").mockImplementation(async (options) => {
    const adapter = await requestAdapter(options);
    const requestDevice = adapter?.requestDevice.bind(adapter);
    if (adapter && requestDevice) {
      adapter.requestDevice = async (descriptor) => {
        const device = await requestDevice(descriptor);
        devices.push(device);
        return device;
      };
    }
    return adapter;
  });
  const reasons: string[] = [];
  await chooseBackend(["webgpu"], (reason) => reasons.push(reason));
  const [device] = devices;
  // Larger than the device allows: tfjs would read zeros from it.
  device?.createBuffer({ size: 2 ** 40, usage: GPUBufferUsage.STORAGE });
  await device?.queue.onSubmittedWorkDone();
  expect(reasons).toEqual([expect.stringContaining("exceeds the max buffer size limit")]);
});
