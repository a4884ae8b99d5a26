import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { capture } from "#gpu/capture/capture.ts";
import type { Plan } from "#gpu/capture/plan.ts";
import { Replayer } from "#gpu/capture/replayer.ts";
import { capturingBackend } from "#gpu/capturingBackend.ts";
import { openWebgpu, STORAGE_BUFFERS_MAX } from "#gpu/device.ts";
import { hold } from "#gpu/held.ts";
import { partialSum } from "#gpu/kernels/partialSum.ts";
import { Pipelines } from "#gpu/pipelines.ts";
import { Readback } from "#gpu/readback.ts";
import { createWebgpuBackend } from "#gpu/webgpuBackend.ts";
import { hasFused } from "#nn/fused.ts";
import * as tf from "#nn/tf.ts";
import { useWebgpu } from "../../fixtures/webgpu.ts";

let gpu: Awaited<ReturnType<typeof useWebgpu>>;

beforeAll(async () => {
  gpu = await useWebgpu();
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a device", () => {
  test("has the features that our kernels use, where the adapter does, and no others", async () => {
    const adapter = await navigator.gpu.requestAdapter();
    const wanted = ["subgroups"].filter((name) => adapter?.features.has(name));
    const always = ["core-features-and-limits"];
    expect([...gpu.backend.device.features].filter((name) => !always.includes(name))).toEqual(wanted);
  });

  test("is asked for with all that the adapter offers, and our kernels run on it", async () => {
    const adapter = await navigator.gpu.requestAdapter();
    const { device } = gpu.backend;
    expect(device.limits.maxStorageBufferBindingSize).toBe(adapter?.limits.maxStorageBufferBindingSize);
    expect(device.limits.maxStorageBuffersPerShaderStage).toBeGreaterThanOrEqual(STORAGE_BUFFERS_MAX);
    expect(hasFused("Convolution")).toBe(true);
    expect(capturingBackend()).toBe(gpu.backend);
  });

  test("without the limits that our kernels need falls back to tfjs' own, and says so", async () => {
    const request = navigator.gpu.requestAdapter.bind(navigator.gpu);
    vi.spyOn(navigator.gpu, "requestAdapter").mockImplementation(async (options) => {
      const adapter = await request(options);
      if (!adapter) return null;
      const weak = Object.create(adapter.limits, { maxStorageBuffersPerShaderStage: { value: 4 } });
      return new Proxy(adapter, {
        get: (target, name) => {
          if (name === "limits")
            return new Proxy(target.limits, { get: (limits, key) => readLimit(limits, weak, key) });
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
    });
    const { composedBecause, device } = await openWebgpu(() => undefined, new AbortController().signal);
    expect(composedBecause).toBe("this adapter binds 4 storage buffers at once, and our kernels need 8");
    expect(hasFused("Convolution")).toBe(false);
    expect(capturingBackend()).toBeNull();
    device.destroy();
    vi.restoreAllMocks();
    gpu = await useWebgpu();
    expect(hasFused("Convolution")).toBe(true);
  });
});

function readLimit(limits: GPUSupportedLimits, weak: object, key: string | symbol): unknown {
  return key === "maxStorageBuffersPerShaderStage"
    ? Reflect.get(weak, key)
    : Reflect.get(limits, key, limits);
}

describe("the backend", () => {
  test("launches a shader of ours on tensors; a wrong number of them is refused", async () => {
    const { backend } = gpu;
    const y = backend.adopt(backend.empty([2]));
    backend.launch(partialSum(2, 3), [y, tf.tensor2d([1, 2, 10, 20, 100, 200], [3, 2])]);
    expect([...(await y.data())]).toEqual([111, 222]);
    expect(() => backend.launch(partialSum(2, 3), [y])).toThrow(
      'shader "partialSum" has 2 buffers, and got 1 tensors',
    );
  });

  test("shows a part of a tensor as a tensor: what is read of it, and what our and tfjs' kernels see", async () => {
    const { backend } = gpu;
    const whole = tf.tensor1d(Float32Array.from({ length: 128 }, (_, i) => i));
    const part = backend.adopt(backend.view(whole, 64, [3]));
    expect([...(await part.data())]).toEqual([64, 65, 66]);
    expect([...(await tf.mul(part, 2).data())]).toEqual([128, 130, 132]);
    const copy = backend.adopt(backend.empty([3]));
    backend.launch(partialSum(3, 1), [copy, part]);
    expect([...(await copy.data())]).toEqual([64, 65, 66]);
  });

  test("reads what a launch has written over, and not what was read before", async () => {
    const { backend } = gpu;
    const y = backend.adopt(backend.empty([1]));
    for (const value of [3, 4]) {
      backend.launch(partialSum(1, 1), [y, tf.tensor2d([value], [1, 1])]);
      expect([...(await y.data())]).toEqual([value]);
    }
  });

  test("records no function within another", async () => {
    const second = await createWebgpuBackend(gpu.backend.device, {} as GPUAdapterInfo);
    expect(() => second.record(() => second.record(() => undefined))).toThrow(/cannot capture another/);
  });
});

describe("pipelines", () => {
  const source = { name: "partialSum", code: partialSum(1, 1).shader.code, hasParams: true } as const;

  test("are compiled once for equal code, now or soon", async () => {
    const pipelines = new Pipelines(gpu.backend.device);
    const own = { ...source, access: ["write", "read"] } as const;
    const [first, second] = await Promise.all([pipelines.soon(own), pipelines.soon(own)]);
    expect(second.pipeline).toBe(first.pipeline);
    expect(pipelines.now(own).pipeline).toBe(first.pipeline);
  });

  test("whose code is not valid are refused when they are compiled, and are no fault of the device", async () => {
    const { device } = gpu.backend;
    const faults: string[] = [];
    const noteFault = ({ error }: GPUUncapturedErrorEvent) => void faults.push(error.message);
    device.addEventListener("uncapturederror", noteFault);
    const pipelines = new Pipelines(device);
    const broken = { ...source, code: "fn main() { nonsense }", access: ["write"] } as const;
    for (let i = 0; i < 2; i++) {
      await expect(pipelines.soon(broken)).rejects.toThrow(/nonsense|unresolved|error/i);
    }
    await device.queue.onSubmittedWorkDone();
    device.removeEventListener("uncapturederror", noteFault);
    expect(faults).toEqual([]);
  });
});

describe("a readback", () => {
  /** What has become of each buffer that a readback makes from now on. */
  function watchBuffers() {
    const { device } = gpu.backend;
    const create = device.createBuffer.bind(device);
    const made: { readonly buffer: GPUBuffer; isDestroyed: boolean }[] = [];
    vi.spyOn(device, "createBuffer").mockImplementation((descriptor) => {
      const buffer = create(descriptor);
      const destroy = buffer.destroy.bind(buffer);
      const watched = { buffer, isDestroyed: false };
      buffer.destroy = () => {
        watched.isDestroyed = true;
        return destroy();
      };
      made.push(watched);
      return buffer;
    });
    return made;
  }

  test("that is disposed while it reads comes to its end, and leaves no buffer", async () => {
    const { backend } = gpu;
    const values = hold(backend, Float32Array.of(1, 2), [2]);
    const made = watchBuffers();
    const readback = new Readback(backend.device);
    const read = readback.read([values.place]);
    readback.dispose();
    expect([...((await read)[0] ?? [])]).toEqual([1, 2]);
    expect(made.map(({ isDestroyed }) => isDestroyed)).toEqual([true]);
  });

  test("that fails leaves no buffer, and the next makes its own", async () => {
    const { backend } = gpu;
    const values = hold(backend, Float32Array.of(1, 2), [2]);
    const made = watchBuffers();
    const readback = new Readback(backend.device);
    vi.spyOn(GPUBuffer.prototype, "mapAsync").mockRejectedValueOnce(new Error("the device is lost"));
    await expect(readback.read([values.place])).rejects.toThrow("the device is lost");
    expect([...((await readback.read([values.place]))[0] ?? [])]).toEqual([1, 2]);
    expect(made.map(({ isDestroyed }) => isDestroyed)).toEqual([true, false]);
    readback.dispose();
    expect(made.map(({ isDestroyed }) => isDestroyed)).toEqual([true, true]);
  });

  test("copies stretches of several buffers at once, in their order, and keeps its memory for the next", async () => {
    const { backend } = gpu;
    const [a, b] = [Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6)].map((values) =>
      hold(backend, values, [values.length]),
    );
    if (!a || !b) throw new Error("two were made");
    const readback = new Readback(backend.device);
    const create = vi.spyOn(backend.device, "createBuffer");
    for (let i = 0; i < 2; i++) {
      const read = await readback.read([{ ...a.place, offset: 4, size: 8 }, b.place]);
      expect(read.map((values) => [...values])).toEqual([
        [2, 3],
        [5, 6],
      ]);
    }
    expect(create).toHaveBeenCalledOnce();
    readback.dispose();
  });
});

describe("a replayer", () => {
  let time = 0;
  const card = { vendor: "nvidia", isFallbackAdapter: false } as GPUAdapterInfo;
  const software = { vendor: "google", architecture: "swiftshader" } as GPUAdapterInfo;

  beforeEach(() => {
    vi.spyOn(performance, "now").mockImplementation(() => time);
  });

  /**
   * Takes replays of `stepMs` each on a device that tells what is done every `pollMs`, for as long as `totalMs`.
   *
   * @returns the submits of each replay, and how many waited at most at a time in the second half.
   */
  async function simulate(adapterInfo: GPUAdapterInfo, stepMs: number, pollMs: number, totalMs: number) {
    const pending: { readonly doneAt: number; readonly resolve: () => void }[] = [];
    let busyUntil = 0;
    time = 0;
    const queue = {
      onSubmittedWorkDone: () =>
        new Promise<void>((resolve) => {
          busyUntil = Math.max(busyUntil, time) + stepMs;
          pending.push({ doneAt: busyUntil, resolve });
        }),
    };
    const submits: number[] = [];
    const plan = { replay: (count: number) => void submits.push(count) } as Plan;
    const replayer = new Replayer({ queue, adapterInfo } as unknown as GPUDevice, plan);
    let waiting = 0;
    while (time < totalMs) {
      let mayFollow = false;
      void replayer.replay().then(() => (mayFollow = true));
      await flushMicrotasks();
      while (!mayFollow) {
        if (time > totalMs / 2) waiting = Math.max(waiting, pending.length);
        time += pollMs;
        while ((pending[0]?.doneAt ?? Infinity) <= time) pending.shift()?.resolve();
        await flushMicrotasks();
      }
    }
    return { submits, waiting };
  }

  const flushMicrotasks = async () => {
    for (let i = 0; i < 200; i++) await Promise.resolve();
  };

  test("cuts long replays into submits of eight milliseconds on a card, and into three at most in software", async () => {
    expect((await simulate(card, 5, 1, 1000)).submits.at(-1)).toBe(1);
    expect((await simulate(card, 30, 1, 1000)).submits.at(-1)).toBe(4);
    expect((await simulate(card, 200, 1, 2000)).submits.at(-1)).toBe(25);
    expect((await simulate(software, 200, 1, 2000)).submits.at(-1)).toBe(3);
  });

  test("lets two replays wait, or as many as keep the device busy for 150 ms", async () => {
    expect((await simulate(card, 500, 1, 4000)).waiting).toBe(2);
    expect((await simulate(card, 10, 1, 1000)).waiting).toBe(15);
    expect((await simulate(card, 1, 1, 1000)).waiting).toBe(32);
  });

  test("keeps a device busy that tells only every 100 ms what is done", async () => {
    const { submits } = await simulate(card, 5, 100, 10_000);
    // The first second is spent finding out how many may wait.
    expect(submits.length * 5).toBeGreaterThan(9000);
    // Two at a time would be 200 in all.
    expect(submits.length).toBeGreaterThan(1500);
  });
});

describe("a replayer of a real device", () => {
  test("replays a real plan as often as it is asked to", async () => {
    const state = hold(gpu.backend, Float32Array.of(1), [1]);
    const { plan } = await capture(gpu.backend, () => {
      const doubled = tf.mul(state.tensor, 2);
      gpu.backend.launch(partialSum(1, 1), [state.tensor, doubled]);
      return {};
    });
    const replayer = new Replayer(gpu.backend.device, plan);
    for (let i = 0; i < 10; i++) await replayer.replay();
    expect([...(await gpu.read(state.place))]).toEqual([1024]);
  });
});
