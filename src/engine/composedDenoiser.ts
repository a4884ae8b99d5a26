import { split } from "#nn/parameters.ts";
import type { Weights } from "#nn/scope.ts";
import * as tf from "#nn/tf.ts";
import { embedTimesteps } from "#nn/timestepEmbedding.ts";
import type { Unet } from "#nn/unet.ts";
import type { NetworkDenoiser } from "./networkDenoiser.ts";
import { readAndDispose } from "./read.ts";

/** A network on tfjs' own ops; it holds one tensor per parameter until disposed. */
export class ComposedDenoiser implements NetworkDenoiser {
  readonly parameterisation = "eps";
  readonly picturesInPlay = null;
  private readonly unet: Unet;
  private readonly weights: Weights;

  /** @param flat all parameters [N]; copied. */
  constructor(unet: Unet, flat: tf.Tensor1D) {
    this.unet = unet;
    this.weights = tf.tidy(() => [...split(unet.layout, flat)]);
  }

  predict(xt: Float32Array, t: number): Promise<Float32Array<ArrayBuffer>> {
    const { imageSize, imageChannels } = this.unet.config;
    const batch = xt.length / (imageSize * imageSize * imageChannels);
    return this.predictEach(xt, new Float32Array(batch).fill(t));
  }

  async predictEach(xt: Float32Array, timesteps: ArrayLike<number>): Promise<Float32Array<ArrayBuffer>> {
    const { imageSize, imageChannels } = this.unet.config;
    const shape: [number, number, number, number] = [timesteps.length, imageSize, imageSize, imageChannels];
    const eps = tf.tidy(() =>
      this.unet.forward(
        this.weights,
        tf.tensor4d(xt, shape),
        embedTimesteps(timesteps, this.unet.timestepChannels),
      ),
    );
    return readAndDispose(eps);
  }

  dispose(): void {
    for (const tensor of this.weights) tensor.dispose();
  }
}
