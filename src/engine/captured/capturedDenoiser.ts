import type { Place } from "#gpu/capture/plan.ts";
import type { Held } from "#gpu/held.ts";
import type { Parameterisation } from "#diffusion/parameterisation.ts";
import type { ReverseFrame } from "#diffusion/reverse.ts";
import type { Labels } from "../denoiser.ts";
import type { ReverseOrder } from "../reverse.ts";
import type { NetworkDenoiser } from "../networkDenoiser.ts";
import type { NetworkPrograms } from "./networkPrograms.ts";

/** A captured network with a copy of the weights, made on the GPU. */
export class CapturedDenoiser implements NetworkDenoiser {
  readonly parameterisation: Parameterisation;
  readonly picturesInPlay = null;
  private readonly programs: NetworkPrograms;
  private readonly weights: Place;
  private isDisposed = false;

  /** @param flat all parameters; copied as they are after everything that has been submitted. */
  constructor(programs: NetworkPrograms, flat: Held) {
    programs.retain();
    this.programs = programs;
    this.parameterisation = programs.parameterisation;
    const { buffer: source, size } = flat.place;
    const buffer = programs.device.createBuffer({
      size,
      usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
    const encoder = programs.device.createCommandEncoder();
    encoder.copyBufferToBuffer(source, 0, buffer, 0, size);
    programs.device.queue.submit([encoder.finish()]);
    this.weights = { buffer, offset: 0, size };
  }

  predict(xt: Float32Array, t: number, labels: Labels = null): Promise<Float32Array<ArrayBuffer>> {
    const { imageSize, imageChannels } = this.programs.config;
    const batch = xt.length / (imageSize * imageSize * imageChannels);
    return this.predictEach(xt, new Float32Array(batch).fill(t), labels);
  }

  predictEach(
    xt: Float32Array,
    timesteps: ArrayLike<number>,
    labels: Labels = null,
  ): Promise<Float32Array<ArrayBuffer>> {
    return this.programs.predict(this.weights, xt, timesteps, labels);
  }

  reverse(order: ReverseOrder): AsyncGenerator<ReverseFrame | null, void> {
    return this.programs.reverse(this.weights, order);
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.weights.buffer.destroy();
    this.programs.release();
  }
}
