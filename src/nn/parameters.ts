import { streams, uniforms } from "#math/random.ts";
import type { Layout, Weights } from "./scope.ts";
import { sizeOf } from "./scope.ts";
import * as tf from "./tf.ts";

/**
 * All parameters live in one flat float32 vector, so that Adam, EMA and clipping are a dozen ops in all instead of fourteen
 * per parameter. The network sees slices of it; gradients are taken with respect to the slices and joined again.
 *
 * @returns the initial vector. As in PyTorch: weights and biases of convolutions and linear layers uniform in
 * +-1 / sqrt(fan-in) (kaiming with a = sqrt 5), GroupNorm 1 and 0.
 */
export function initialWeights(layout: Layout, seed: number): Float32Array<ArrayBuffer> {
  const flat = new Float32Array(sizeOf(layout));
  for (const [index, { offset, size, init }] of layout.entries()) {
    const values =
      "value" in init
        ? new Float32Array(size).fill(init.value)
        : uniforms(seed, streams.init, index, size).map((u) => (2 * u - 1) * init.bound);
    flat.set(values, offset);
  }
  return flat;
}

/** The flat vector [N] as one tensor per parameter. The caller disposes them, or calls within a tidy. */
export function split(layout: Layout, flat: tf.Tensor1D): Weights {
  return layout.map(({ offset, size, shape }) => tf.reshape(tf.slice(flat, offset, size), [...shape]));
}

/** One tensor per parameter as the flat vector [N]; the caller disposes it. */
export function join(parts: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.tidy(() => tf.concat(parts.map((part) => tf.reshape(part, [part.size]))));
}
