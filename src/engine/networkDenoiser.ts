import type { Denoiser, Labels } from "./denoiser.ts";

/** A network with weights that stay as they are while training goes on. */
export interface NetworkDenoiser extends Denoiser {
  /** (x_t [B,H,W,C], t and class of each image) -> what the network says of each [B,H,W,C]. */
  predictEach(
    xt: Float32Array,
    timesteps: ArrayLike<number>,
    labels?: Labels,
  ): Promise<Float32Array<ArrayBuffer>>;
}

/** What a network of so many classes is told of each image: its class, or the number after the last for none. */
export function classNumbers(labels: Labels, count: number, classes: number): Int32Array<ArrayBuffer> {
  return labels ? Int32Array.from(labels) : new Int32Array(count).fill(classes);
}
