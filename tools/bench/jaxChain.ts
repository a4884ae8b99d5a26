import type * as Jax from "@jax-js/jax";
import { at } from "#math/at.ts";
import type { ChainSubject } from "./chain.ts";
import { chain, chainNumbers } from "./chain.ts";
import { CountedDevice } from "./countedDevice.ts";

/**
 * The chain in jax-js, jitted, value and gradient together, on a device that it asks for itself. Its layout is [B,C,H,W].
 *
 * @throws {Error} when it finds no WebGPU.
 */
export async function jaxChainSubject(
  jax: typeof Jax,
): Promise<{ readonly subject: ChainSubject; readonly counted: CountedDevice }> {
  const found = await jax.init("webgpu");
  if (!found.includes("webgpu")) throw new Error("jax-js finds no WebGPU here");
  jax.defaultDevice("webgpu");
  const device = jax.getWebGPUDevice();
  const counted = new CountedDevice(device);

  const { numpy: np, lax, nn, tree } = jax;
  const { x, weights } = chainNumbers();
  const image = np.array(x).reshape([chain.batch, 1, chain.size, chain.size]);
  const parameters = weights.map(({ channelsIn, channelsOut, values }) => ({
    weight: np.array(toOihw(values, channelsIn, channelsOut)).reshape([channelsOut, channelsIn, 3, 3]),
    bias: np.zeros([1, channelsOut, 1, 1]),
  }));
  const loss = (layers: typeof parameters, images: Jax.Array) => {
    let h = images;
    for (const [i, { weight, bias }] of layers.entries()) {
      h = lax.conv(h, weight, [1, 1], "SAME").add(bias);
      if (i + 1 < layers.length) h = nn.silu(h);
    }
    return np.mean(np.square(h));
  };
  const gradients = jax.jit(jax.valueAndGrad(loss));
  // Arrays are lazy, and what is disposed too early is never computed: results are kept until they have been waited for.
  const results: ReturnType<typeof gradients>[] = [];
  const waits: Promise<unknown>[] = [];
  const subject: ChainSubject = {
    step: async () => {
      const result = gradients(tree.ref(parameters), image.ref);
      results.push(result);
      waits.push(result[0].blockUntilReady());
    },
    collectSteps: 1,
    collect: async () => undefined,
    settle: async () => {
      await Promise.all(waits.splice(0));
      await device.queue.onSubmittedWorkDone();
      tree.dispose(results.splice(0));
    },
    value: async () => {
      const [value, gradient] = gradients(tree.ref(parameters), image.ref);
      tree.dispose(gradient);
      return at(await value.data(), 0);
    },
    dispose: () => {
      tree.dispose(parameters);
      image.dispose();
      gradients.dispose();
    },
  };
  return { subject, counted };
}

/** [3,3,in,out] -> [out,in,3,3]. */
function toOihw(values: Float32Array, channelsIn: number, channelsOut: number): Float32Array<ArrayBuffer> {
  const result = new Float32Array(values.length);
  for (let k = 0; k < 9; k++) {
    for (let i = 0; i < channelsIn; i++) {
      for (let o = 0; o < channelsOut; o++) {
        result[(o * channelsIn + i) * 9 + k] = at(values, (k * channelsIn + i) * channelsOut + o);
      }
    }
  }
  return result;
}
