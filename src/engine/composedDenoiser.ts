import type { Parameterisation } from "#diffusion/parameterisation.ts";
import { split } from "#nn/parameters.ts";
import type { Weights } from "#nn/scope.ts";
import * as tf from "#nn/tf.ts";
import { embedTimesteps } from "#nn/timestepEmbedding.ts";
import type { Unet } from "#nn/unet.ts";
import type { Labels } from "./denoiser.ts";
import type { NetworkDenoiser } from "./networkDenoiser.ts";
import { classNumbers } from "./networkDenoiser.ts";
import { readAndDispose } from "./read.ts";

/** A network on tfjs' own ops; it holds one tensor per parameter until disposed. */
export class ComposedDenoiser implements NetworkDenoiser {
  readonly parameterisation: Parameterisation;
  readonly picturesInPlay = null;
  private readonly unet: Unet;
  private readonly weights: Weights;

  /** @param flat all parameters [N]; copied. */
  constructor(unet: Unet, flat: tf.Tensor1D, parameterisation: Parameterisation) {
    this.unet = unet;
    this.parameterisation = parameterisation;
    this.weights = tf.tidy(() => [...split(unet.layout, flat)]);
  }

  predict(xt: Float32Array, t: number, labels: Labels = null): Promise<Float32Array<ArrayBuffer>> {
    const { imageSize, imageChannels } = this.unet.config;
    const batch = xt.length / (imageSize * imageSize * imageChannels);
    return this.predictEach(xt, new Float32Array(batch).fill(t), labels);
  }

  async predictEach(
    xt: Float32Array,
    timesteps: ArrayLike<number>,
    labels: Labels = null,
  ): Promise<Float32Array<ArrayBuffer>> {
    const { imageSize, imageChannels } = this.unet.config;
    const shape: [number, number, number, number] = [timesteps.length, imageSize, imageSize, imageChannels];
    const { classes } = this.unet.config;
    const prediction = tf.tidy(() =>
      this.unet.forward(
        this.weights,
        tf.tensor4d(xt, shape),
        embedTimesteps(timesteps, this.unet.timestepChannels),
        classes === null ? null : tf.tensor1d(classNumbers(labels, timesteps.length, classes), "int32"),
      ),
    );
    return readAndDispose(prediction);
  }

  dispose(): void {
    for (const tensor of this.weights) tensor.dispose();
  }
}
