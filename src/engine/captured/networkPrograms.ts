import type { Parameterisation } from "#diffusion/parameterisation.ts";
import type { ReverseFrame } from "#diffusion/reverse.ts";
import { lastFrame } from "#diffusion/reverse.ts";
import type { Captured } from "#gpu/capture/capture.ts";
import { capture } from "#gpu/capture/capture.ts";
import type { Place } from "#gpu/capture/plan.ts";
import { Replayer } from "#gpu/capture/replayer.ts";
import type { FlatLayout } from "#gpu/flatLayout.ts";
import type { Held } from "#gpu/held.ts";
import { hold } from "#gpu/held.ts";
import { viewParameters } from "#gpu/ops/gradient.ts";
import { Readback } from "#gpu/readback.ts";
import type { WebgpuBackend } from "#gpu/webgpuBackend.ts";
import type { UnetConfig } from "#nn/config.ts";
import type * as tf from "#nn/tf.ts";
import { timestepRows } from "#nn/timestepEmbedding.ts";
import type { Unet } from "#nn/unet.ts";
import type { Labels } from "../denoiser.ts";
import { classNumbers } from "../networkDenoiser.ts";
import type { ReverseOrder } from "../reverse.ts";
import { noiseOf } from "../reverse.ts";
import { captureReverse } from "./reverseProgram.ts";

/** The network captured for one number of images, with what it is given. */
interface Program {
  readonly captured: Captured<{ readonly prediction: tf.Tensor }>;
  readonly xt: Held;
  readonly rows: Held;
  /** [B]; null for a network that knows no classes. */
  readonly labels: Held | null;
}

/**
 * A network captured once for each number of images that it is asked about. Whose weights it has changes from call to call;
 * everybody who uses it holds it, and the last one frees it.
 */
export class NetworkPrograms {
  /** What the network says. */
  readonly parameterisation: Parameterisation;
  private readonly backend: WebgpuBackend;
  private readonly unet: Unet;
  private readonly flat: FlatLayout;
  private readonly weights: Held;
  private readonly readback: Readback;
  private readonly programs = new Map<number, Promise<Program>>();
  private loaded: Place | null = null;
  private holders = 1;

  constructor(backend: WebgpuBackend, unet: Unet, flat: FlatLayout, parameterisation: Parameterisation) {
    this.parameterisation = parameterisation;
    this.backend = backend;
    this.unet = unet;
    this.flat = flat;
    this.weights = hold(backend, new Float32Array(flat.size), [flat.size]);
    this.readback = new Readback(backend.device);
  }

  get device(): GPUDevice {
    return this.backend.device;
  }

  get config(): UnetConfig {
    return this.unet.config;
  }

  retain(): void {
    this.holders++;
  }

  release(): void {
    if (--this.holders > 0) return;
    // One that could not be captured has told whoever asked for it.
    for (const program of this.programs.values()) void program.then(disposeProgram, () => undefined);
    this.weights.dispose();
    this.readback.dispose();
  }

  /** What the network says of each image [B,H,W,C] with weights that lie in a flat vector on the GPU and stay as they are. */
  async predict(
    weights: Place,
    xt: Float32Array,
    timesteps: ArrayLike<number>,
    labels: Labels,
  ): Promise<Float32Array<ArrayBuffer>> {
    const { captured, ...inputs } = await this.program(timesteps.length);
    // From here to the submit nothing waits: two that take turns must not mix their inputs.
    const { queue } = this.device;
    if (this.loaded !== weights) this.load(weights);
    queue.writeBuffer(inputs.xt.place.buffer, 0, xt.buffer, xt.byteOffset, xt.byteLength);
    queue.writeBuffer(inputs.rows.place.buffer, 0, timestepRows(timesteps, this.unet.timestepChannels));
    if (inputs.labels) {
      const numbers = classNumbers(labels, timesteps.length, this.config.classes ?? 0);
      queue.writeBuffer(inputs.labels.place.buffer, 0, numbers);
    }
    captured.plan.replay(1);
    const [prediction] = await this.readback.read([captured.outputs.prediction]);
    return prediction ?? new Float32Array(0);
  }

  /** A reverse process with weights that lie in a flat vector on the GPU and stay as they are. */
  async *reverse(weights: Place, order: ReverseOrder): AsyncGenerator<ReverseFrame | null, void> {
    const { backend, unet, flat, readback } = this;
    const parameters = () => viewParameters(backend, flat, this.weights.tensor);
    const program = await captureReverse(backend, unet, this.parameterisation, parameters, order);
    const noise = noiseOf(order);
    try {
      const { plan, outputs } = program.captured;
      const replayer = new Replayer(this.device, plan);
      for (const [move, { t, s, weights: stepWeights }] of order.moves.entries()) {
        if (this.loaded !== weights) this.load(weights);
        const done = replayer.replay();
        if (order.isShown(move)) {
          const [xt, x0Hat, epsHat] = await readback.read([outputs.xt, outputs.x0Hat, outputs.epsHat]);
          if (!xt || !x0Hat || !epsHat) throw new RangeError("the device returned less than was asked for");
          const z = stepWeights.z > 0 ? noise(t) : new Float32Array(xt.length);
          yield { t, s, weights: stepWeights, xt, x0Hat, epsHat, z };
        } else {
          await done;
          yield null;
        }
      }
      const [x0 = new Float32Array(0)] = await readback.read([program.x]);
      yield lastFrame(x0);
    } finally {
      program.dispose();
    }
  }

  private load(weights: Place): void {
    const { buffer, offset, size } = weights;
    const encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, offset, this.weights.place.buffer, 0, size);
    this.device.queue.submit([encoder.finish()]);
    this.loaded = weights;
  }

  private program(batch: number): Promise<Program> {
    const known = this.programs.get(batch);
    if (known) return known;
    const program = this.capture(batch);
    this.programs.set(batch, program);
    // One that could not be captured is tried again when it is next asked for.
    program.catch(() => this.programs.delete(batch));
    return program;
  }

  private async capture(batch: number): Promise<Program> {
    const { backend, unet, flat } = this;
    const { imageSize, imageChannels } = unet.config;
    const floats = (shape: readonly number[]) =>
      hold(backend, new Float32Array(shape.reduce((product, length) => product * length, 1)), shape);
    const xt = floats([batch, imageSize, imageSize, imageChannels]);
    const rows = floats([batch, unet.timestepChannels]);
    const labels = unet.config.classes === null ? null : hold(backend, new Uint32Array(batch), [batch]);
    const inputs = { xt, rows, labels };
    try {
      const captured = await capture(backend, () => {
        const parameters = viewParameters(backend, flat, this.weights.tensor);
        const [images, times] = [xt.tensor as tf.Tensor4D, rows.tensor as tf.Tensor2D];
        return { prediction: unet.forward(parameters, images, times, labels?.tensor as tf.Tensor1D) };
      });
      return { captured, ...inputs };
    } catch (error) {
      disposeInputs(inputs);
      throw error;
    }
  }
}

function disposeProgram({ captured, ...inputs }: Program): void {
  captured.plan.dispose();
  disposeInputs(inputs);
}

function disposeInputs({ xt, rows, labels }: Omit<Program, "captured">): void {
  for (const input of [xt, rows, labels]) input?.dispose();
}
