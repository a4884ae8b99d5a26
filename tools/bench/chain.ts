import { readAndDispose } from "#engine/read.ts";
import { capture } from "#gpu/capture/capture.ts";
import { hold } from "#gpu/held.ts";
import { Readback } from "#gpu/readback.ts";
import type { WebgpuBackend } from "#gpu/webgpuBackend.ts";
import { at } from "#math/at.ts";
import { normals, streams } from "#math/random.ts";
import { convolve } from "#nn/convolution.ts";
import { silu } from "#nn/layers.ts";
import * as tf from "#nn/tf.ts";
import { settle } from "./openDevice.ts";
import type { WebgpuEngine } from "./row.ts";
import type { Subject } from "./subject.ts";
import { convolution } from "./unetFlops.ts";

/** Six convolutions with SiLU between them: the smallest task that shows how a library trains convolutions. */
export const chain = { name: "chain", size: 16, batch: 8, channels: [1, 16, 16, 16, 16, 16, 1] } as const;

const layers = chain.channels
  .slice(1)
  .map((channelsOut, i) => ({ channelsIn: at(chain.channels, i), channelsOut }));
const imageShape: readonly [number, number, number, number] = [chain.batch, chain.size, chain.size, 1];

/** Floating-point operations of the forward pass on one image. */
export function chainFlops(): number {
  return layers
    .map(({ channelsIn, channelsOut }) => convolution(3, channelsIn, channelsOut, chain.size ** 2))
    .reduce((sum, flops) => sum + flops, 0);
}

/** The same images and weights for every library, in the order of [3,3,in,out]: only the time is compared. */
export function chainNumbers() {
  const draw = (step: number, count: number) => normals(1, streams.data, step, count);
  return {
    x: draw(0, chain.batch * chain.size ** 2),
    weights: layers.map(({ channelsIn, channelsOut }, i) => {
      const scale = 1 / Math.sqrt(9 * channelsIn);
      return {
        channelsIn,
        channelsOut,
        values: draw(1 + i, 9 * channelsIn * channelsOut).map((v) => scale * v),
      };
    }),
  };
}

/** A step is the mean of the squared result, and its gradient by all weights and biases. */
export interface ChainSubject extends Subject {
  /** Of one more step: the same for everybody, or somebody computes something else. */
  value(): Promise<number>;
}

export async function chainSubject(engine: WebgpuEngine, backend: WebgpuBackend): Promise<ChainSubject> {
  const { x, weights } = chainNumbers();
  const image = hold(backend, x, imageShape);
  const held = weights.flatMap(({ channelsIn, channelsOut, values }) => [
    hold(backend, values, [3, 3, channelsIn, channelsOut]),
    hold(backend, new Float32Array(channelsOut), [channelsOut]),
  ]);
  const parameters = held.map(({ tensor }) => tensor);
  const gradients = () => {
    const f = (...all: tf.Tensor[]) => meanSquare(image.tensor as tf.Tensor4D, all);
    const { value, grads } = tf.valueAndGrads(f)(parameters);
    return { value, ...Object.fromEntries(grads.map((gradient, i) => [`gradient ${i}`, gradient])) };
  };
  const common = {
    collectSteps: 1,
    collect: async () => undefined,
    settle: () => settle(backend),
    dispose: () => {
      for (const one of [image, ...held]) one.dispose();
    },
  };
  if (engine !== "captured") {
    return {
      ...common,
      step: async () => {
        const results = tf.tidy(gradients);
        for (const tensor of Object.values(results)) tensor.dispose();
      },
      value: async () => at(await readAndDispose(tf.tidy(() => gradients().value)), 0),
    };
  }
  const { plan, outputs } = await capture(backend, gradients);
  const readback = new Readback(backend.device);
  return {
    ...common,
    step: async () => plan.replay(1),
    value: async () => {
      plan.replay(1);
      return at(at(await readback.read([outputs.value]), 0), 0);
    },
    dispose: () => {
      plan.dispose();
      readback.dispose();
      common.dispose();
    },
  };
}

/** @param parameters weight and bias of each layer in turn. */
function meanSquare(image: tf.Tensor4D, parameters: readonly tf.Tensor[]): tf.Tensor {
  let h = image;
  for (let i = 0; i < layers.length; i++) {
    const weight = at(parameters, 2 * i) as tf.Tensor4D;
    const bias = at(parameters, 2 * i + 1) as tf.Tensor1D;
    h = convolve({ x: h, weight, bias }, { stride: 1, upsampled: false });
    if (i + 1 < layers.length) h = silu(h);
  }
  return tf.mean(tf.square(h));
}
