import { image } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { capture } from "#gpu/capture/capture.ts";
import { hold } from "#gpu/held.ts";
import { adam } from "#gpu/kernels/adam.ts";
import { partialSum } from "#gpu/kernels/partialSum.ts";
import { SCALARS } from "#gpu/kernels/trainingRecord.ts";
import { switchKernels } from "#gpu/ops/register.ts";
import { ADAM } from "#nn/adam.ts";
import * as tf from "#nn/tf.ts";
import { difference, useWebgpu } from "../../../fixtures/webgpu.ts";

let gpu: Awaited<ReturnType<typeof useWebgpu>>;

beforeAll(async () => {
  gpu = await useWebgpu();
});

const x = () => tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);

/** Any tfjs function will do: matrix products, broadcasting, reductions, a softmax, and the gradient of it all. */
function network(input: tf.Tensor): { readonly value: tf.Tensor; readonly gradient: tf.Tensor } {
  const loss = (w: tf.Tensor) => {
    const scores = tf.matMul(w as tf.Tensor2D, w as tf.Tensor2D, false, true);
    return tf.sum(tf.mul(tf.softmax(tf.add(scores, 0.5)), tf.tensor2d([1, 2, 3, 4], [2, 2])));
  };
  const { value, grads } = tf.valueAndGrads((...xs) => loss(xs[0] as tf.Tensor))([input]);
  return { value, gradient: grads[0] as tf.Tensor };
}

describe("a captured function", () => {
  test.each([true, false])("gives what it gives without, again and again (our kernels: %s)", async (ours) => {
    switchKernels(ours);
    const input = x();
    const eager = network(input);
    const expected = { value: await eager.value.data(), gradient: await eager.gradient.data() };
    const { plan, outputs } = await capture(gpu.backend, () => network(input));
    for (let i = 0; i < 2; i++) {
      plan.replay(i + 1);
      expect(difference(await gpu.read(outputs.value), expected.value)).toBe(0);
      expect(difference(await gpu.read(outputs.gradient), expected.gradient)).toBe(0);
    }
    plan.dispose();
    switchKernels(true);
  });

  test("reads its state where it is: what is written there is seen by the next replay", async () => {
    const state = hold(gpu.backend, Float32Array.of(1, 2, 3, 4), [4]);
    const { plan, outputs } = await capture(gpu.backend, () => ({ y: tf.mul(state.tensor, 10) }));
    gpu.backend.device.queue.writeBuffer(state.place.buffer, 0, Float32Array.of(5, 6, 7, 8));
    plan.replay(1);
    expect([...(await gpu.read(outputs.y))]).toEqual([50, 60, 70, 80]);
  });

  test("updates its state in place: two replays are two steps of Adam", async () => {
    const { backend } = gpu;
    const [w, m, v, ema] = [1, 0, 0, 1].map((value) => hold(backend, new Float32Array(4).fill(value), [4]));
    // Clip, learning rate, spread, share of the average, applied.
    const scalars = hold(backend, Float32Array.of(1, 0.1, 1, 0.5, 1).subarray(0, SCALARS), [SCALARS]);
    if (!w || !m || !v || !ema) throw new Error("four were made");
    const { plan } = await capture(backend, () => {
      const gradient = tf.fill([4], 2);
      backend.launch(
        adam(4, ADAM),
        [w, m, v, ema].map(({ tensor }) => tensor).concat(gradient, scalars.tensor),
      );
      return {};
    });
    const weights = [1];
    let [mean, variance] = [0, 0];
    for (let step = 0; step < 2; step++) {
      mean = 0.9 * mean + 0.1 * 2;
      variance = 0.999 * variance + 0.001 * 4;
      weights.push((weights.at(-1) ?? NaN) - (0.1 * mean) / Math.sqrt(variance));
      plan.replay(1);
      expect((await gpu.read(w.place))[0]).toBeCloseTo(weights.at(-1) ?? NaN, 5);
    }
  });

  test("may meet tensors that existed before and were not uploaded yet, however late", async () => {
    const [a, b] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([4, 5, 6])];
    const { plan, outputs } = await capture(gpu.backend, () => ({ y: tf.mul(tf.square(a), b) }));
    plan.replay(1);
    expect([...(await gpu.read(outputs.y))]).toEqual([4, 20, 54]);
    expect([...(await tf.add(a, b).data())]).toEqual([5, 7, 9]);
    plan.dispose();
  });

  test("may return a part of a buffer", async () => {
    const { backend } = gpu;
    const input = tf.tensor1d(Float32Array.from({ length: 128 }, (_, i) => i));
    const { plan, outputs } = await capture(backend, () => {
      const whole = backend.adopt(backend.empty([128]));
      backend.launch(partialSum(128, 1), [whole, input]);
      return { part: backend.adopt(backend.view(whole, 64, [3])) };
    });
    plan.replay(1);
    expect([...(await gpu.read(outputs.part))]).toEqual([64, 65, 66]);
    plan.dispose();
  });

  test("leaves nothing behind when its plan is gone", async () => {
    const { backend } = gpu;
    const input = x();
    const counts = async () => {
      const { plan } = await capture(backend, () => network(input));
      plan.dispose();
      return { tensors: backend.tensorMap.numDataIds(), ...backend.memory() };
    };
    const first = await counts();
    await counts();
    expect(await counts()).toEqual(first);
  });

  test("creates and uploads nothing when it is replayed", async () => {
    const input = x();
    const { plan } = await capture(gpu.backend, () => network(input));
    const { device } = gpu.backend;
    const calls: string[] = [];
    const watched = [
      "createBuffer",
      "createBindGroup",
      "createComputePipeline",
      "createShaderModule",
    ] as const;
    const originals = watched.map((name) => device[name]);
    for (const [i, name] of watched.entries()) {
      Object.assign(device, {
        [name]: (...args: unknown[]) => {
          calls.push(name);
          return Reflect.apply(originals[i] as () => unknown, device, args);
        },
      });
    }
    plan.replay(1);
    for (const [i, name] of watched.entries()) Object.assign(device, { [name]: originals[i] });
    expect(calls).toEqual([]);
    expect(plan.names.length).toBeGreaterThan(5);
  });

  test("tells how far its shaders are compiled, and compiles equal ones once", async () => {
    const input = x();
    const seen: [number, number][] = [];
    const twice = () => ({ a: tf.sqrt(tf.square(input)), b: tf.sqrt(tf.square(tf.add(input, input))) });
    const { plan } = await capture(gpu.backend, twice, (done, all) => seen.push([done, all]));
    expect(plan.names).toHaveLength(5);
    expect(seen).toEqual([0, 1, 2, 3].map((done) => [done, 3]));
  });
});

describe("what cannot be captured is an error that names the op", () => {
  test("a read in the middle", async () => {
    const input = x();
    await expect(
      capture(gpu.backend, () => ({ y: tf.fill([2], tf.sum(input).dataSync()[0] ?? 0) })),
    ).rejects.toThrow(/cannot be captured: it reads a tensor's values/);
  });

  test("an op that runs on the processor", async () => {
    const boxes = tf.tensor2d([0, 0, 1, 1, 0, 0, 1, 1], [2, 4]);
    const choose = () => ({ y: image.nonMaxSuppression(tf.square(boxes), tf.tensor1d([1, 2]), 1) });
    await expect(capture(gpu.backend, choose)).rejects.toThrow(
      /"NonMaxSuppressionV3" cannot be captured: it reads a tensor's values/,
    );
  });

  test("a function that waits", async () => {
    const input = x();
    const waits = (async () => ({ y: tf.square(input) })) as unknown as () => { y: tf.Tensor };
    await expect(capture(gpu.backend, waits)).rejects.toThrow(/it returned a promise/);
  });

  test("a result that no op makes", async () => {
    await expect(capture(gpu.backend, () => ({ y: tf.tensor1d([1, 2]) }))).rejects.toThrow(
      /"y" cannot be captured: it is no result of the function/,
    );
  });

  test("a result that is never written", async () => {
    const { backend } = gpu;
    await expect(capture(backend, () => ({ y: backend.adopt(backend.empty([2])) }))).rejects.toThrow(
      "a result cannot be captured: no step writes it",
    );
  });

  test("more than the device binds at once", async () => {
    const { backend } = gpu;
    const { limits } = backend.device;
    vi.spyOn(backend.device, "limits", "get").mockReturnValue(
      new Proxy(limits, {
        get: (target, key) => (key === "maxStorageBufferBindingSize" ? 16 : Reflect.get(target, key, target)),
      }),
    );
    const input = x();
    await expect(capture(backend, () => ({ y: tf.square(input) }))).rejects.toThrow(
      '"Square" cannot be captured: it binds 24 bytes at once, and this device 16 at most',
    );
    vi.restoreAllMocks();
  });

  test("and the backend goes on as before", async () => {
    const input = x();
    expect([...(await tf.square(input).data())]).toEqual([1, 4, 9, 16, 25, 36]);
  });
});
