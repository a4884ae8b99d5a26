import { at } from "#math/at.ts";
import { unetConfig } from "#nn/config.ts";
import { imageLosses } from "#nn/loss.ts";
import { initialWeights } from "#nn/parameters.ts";
import * as tf from "#nn/tf.ts";
import { timestepRows } from "#nn/timestepEmbedding.ts";
import type { Unet } from "#nn/unet.ts";
import { createUnet } from "#nn/unet.ts";
import { capture } from "./capture/capture.ts";
import type { Trial } from "./fastestTiles.ts";
import type { FlatLayout } from "./flatLayout.ts";
import { flatLayout, spread } from "./flatLayout.ts";
import type { Held } from "./held.ts";
import { hold } from "./held.ts";
import { joinGradients, viewParameters } from "./ops/gradient.ts";
import { switchKernels } from "./ops/register.ts";
import { Readback } from "./readback.ts";
import type { Tiles } from "./tiles.ts";
import type { WebgpuBackend } from "./webgpuBackend.ts";

/**
 * Groups of four channels in a GroupNorm and of six, two resolutions, images of three channels, classes: all that the page's
 * networks have.
 */
const channels = [32, 48];
const CLASSES = 3;
/** Enough to fill a graphics card for a moment; in software, where nothing is timed, as little as will do. */
export const trialSizes = { card: { batch: 16, side: 16 }, software: { batch: 2, side: 8 } };
/** A timing is worth something from here on: browsers round their clocks. */
const TIMING_MS = 10;

/**
 * The loss of a small network and its gradient by everything, joined as a training step joins it, to be run in one variant of
 * the kernels after the other.
 */
export class TileTrial {
  private readonly backend: WebgpuBackend;
  private readonly readback: Readback;
  private readonly unet: Unet;
  private readonly flat: FlatLayout;
  private readonly held: Readonly<Record<"xt" | "target" | "rows" | "labels" | "shares" | "weights", Held>>;

  constructor(
    backend: WebgpuBackend,
    { batch, side } = trialSizes[backend.isSoftware ? "software" : "card"],
  ) {
    const unet = createUnet({ ...unetConfig("S", side, 3, false, CLASSES), channels });
    const flat = flatLayout(unet.layout);
    const image = [batch, side, side, 3];
    const numbers = (scale: number) =>
      Float32Array.from({ length: batch * side * side * 3 }, (_, i) => Math.sin(scale * i * i));
    const timesteps = Array.from({ length: batch }, (_, i) => 1 + 60 * i);
    const labels = Uint32Array.from(timesteps, (_, i) => i % (CLASSES + 1));
    this.backend = backend;
    this.readback = new Readback(backend.device);
    this.unet = unet;
    this.flat = flat;
    this.held = {
      xt: hold(backend, numbers(1), image),
      target: hold(backend, numbers(2), image),
      rows: hold(backend, timestepRows(timesteps, unet.timestepChannels), [batch, unet.timestepChannels]),
      labels: hold(backend, labels, [batch]),
      shares: hold(backend, new Float32Array(batch).fill(1 / batch), [batch]),
      weights: hold(backend, spread(flat, initialWeights(unet.layout, 1)), [flat.size]),
    };
  }

  /** What tfjs' own kernels give: the losses, and the gradient by the images, by each parameter, and its squared length. */
  async composed(): Promise<Float32Array[]> {
    switchKernels(false);
    try {
      const { losses, gradients } = tf.tidy(() => this.differentiate());
      const tensors = [losses, ...gradients];
      const values = await Promise.all(tensors.map((tensor) => tensor.data<"float32">()));
      for (const tensor of tensors) tensor.dispose();
      return [...values, Float32Array.of(squaredLength(values.slice(2)))];
    } finally {
      switchKernels(true);
    }
  }

  /**
   * The same on our kernels, captured, in the variants that are given.
   *
   * @throws {Error} when the device refuses a shader or a dispatch.
   */
  async prepare(tiles: Tiles): Promise<Trial> {
    const { device } = this.backend;
    this.backend.tiles = tiles;
    // A fault of a variant is no fault of the device.
    device.pushErrorScope("validation");
    const [tried] = await Promise.allSettled([this.tryOut()]);
    const fault = await device.popErrorScope();
    if (tried.status === "fulfilled" && !fault) return tried.value;
    if (tried.status === "fulfilled") tried.value.dispose();
    const cause: unknown = tried.status === "rejected" ? tried.reason : fault;
    throw new Error(fault?.message ?? String(cause), { cause });
  }

  /** What is captured. All that it returns is a result: what nobody needs would be left out, and so not be timed. */
  step() {
    const { backend, flat } = this;
    const { losses, gradients } = this.differentiate();
    const { gradient, squares } = joinGradients(backend, flat, gradients.slice(1));
    return {
      losses,
      dxt: at(gradients, 0),
      gradient: backend.adopt(gradient),
      squares: backend.adopt(squares),
    };
  }

  dispose(): void {
    for (const held of Object.values(this.held)) held.dispose();
    this.readback.dispose();
  }

  private async tryOut(): Promise<Trial> {
    const { flat, readback, backend } = this;
    const { plan, outputs } = await capture(backend, () => this.step());
    const run = async (times: number): Promise<number> => {
      const start = performance.now();
      for (let i = 0; i < times; i++) plan.replay(1);
      await backend.device.queue.onSubmittedWorkDone();
      return performance.now() - start;
    };
    let repeats: number | null = null;
    await run(1);
    const { losses, dxt, gradient, squares } = outputs;
    const [l, d, g, s] = (await readback.read([losses, dxt, gradient, squares])) as Four<Float32Array>;
    const byParameter = flat.layout.map(({ size }, i) =>
      g.subarray(at(flat.offsets, i), at(flat.offsets, i) + size),
    );
    return {
      values: [l, d, ...byParameter, Float32Array.of(s.reduce((sum, square) => sum + square, 0))],
      time: async () => {
        repeats ??= Math.max(1, Math.ceil(TIMING_MS / Math.max(await run(1), 0.1)));
        return (await run(repeats)) / repeats;
      },
      dispose: () => plan.dispose(),
    };
  }

  private differentiate() {
    const { backend, flat, unet } = this;
    const { xt, target, rows, labels, shares, weights } = this.held;
    const parameters = viewParameters(backend, flat, weights.tensor);
    const { value, grads } = tf.valueAndGrads((...[images, ...all]: tf.Tensor[]) =>
      imageLosses(
        unet.forward(all, images as tf.Tensor4D, rows.tensor as tf.Tensor2D, labels.tensor as tf.Tensor1D),
        target.tensor as tf.Tensor4D,
      ),
    )([xt.tensor, ...parameters], shares.tensor as tf.Tensor1D);
    return { losses: value, gradients: grads };
  }
}

type Four<T> = [T, T, T, T];

function squaredLength(parts: readonly Float32Array[]): number {
  return parts.reduce((sum, part) => part.reduce((partSum, value) => partSum + value * value, sum), 0);
}
