import type { Dataset } from "#data/dataset.ts";
import type { Split } from "#data/split.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { at } from "#math/at.ts";
import type { AdamState } from "#nn/adam.ts";
import { adam, warmedUp } from "#nn/adam.ts";
import { unetConfig } from "#nn/config.ts";
import { average, warmedUpDecay } from "#nn/ema.ts";
import { initialWeights, join, split } from "#nn/parameters.ts";
import { sizeOf } from "#nn/scope.ts";
import * as tf from "#nn/tf.ts";
import { embedTimesteps } from "#nn/timestepEmbedding.ts";
import type { Unet } from "#nn/unet.ts";
import { createUnet } from "#nn/unet.ts";
import type { TrainingConfig, TrainingState } from "#protocol/config.ts";
import { read } from "./read.ts";
import type { TrainingBatch } from "./trainingBatch.ts";
import { trainingBatch } from "./trainingBatch.ts";

/** What one training step drew and made of it. */
export interface TrainingStep {
  /** Counts from 1. */
  readonly step: number;
  /** L_simple of the batch. DDPM Eq. 14. */
  readonly loss: number;
  /** Timestep and loss of each image; [B]. */
  readonly timesteps: Int32Array<ArrayBuffer>;
  readonly imageLosses: Float32Array<ArrayBuffer>;
  /** Before clipping. */
  readonly gradientNorm: number;
  /** False when loss or gradient were not finite: the weights are as they were. */
  readonly isApplied: boolean;
  /** The first image taken apart, where this was asked for. */
  readonly dissection: Dissection | null;
}

/** [H,W,C] each. */
export interface Dissection {
  readonly t: number;
  readonly x0: Float32Array<ArrayBuffer>;
  readonly xt: Float32Array<ArrayBuffer>;
  readonly eps: Float32Array<ArrayBuffer>;
  readonly epsHat: Float32Array<ArrayBuffer>;
}

/**
 * DDPM Algorithm 1 on one network: everything it draws is a pure function of (seed, stream, step), so a run that goes on
 * from a saved state takes the very steps that it would have taken without the break.
 */
export class Trainer {
  readonly unet: Unet;
  private readonly config: TrainingConfig;
  private readonly schedule: Schedule;
  private readonly dataset: Dataset;
  private readonly train: Int32Array;
  private adamState: AdamState;
  private ema: tf.Tensor1D;
  private stepsDone: number;
  /** Steps that moved the weights: Adam's bias correction and both warm-ups count these alone. */
  private updates: number;

  /**
   * @param state where to go on, or null to start.
   * @throws {RangeError} when the batch is larger than the training images, or the state is one of another network.
   */
  constructor(
    config: TrainingConfig,
    schedule: Schedule,
    dataset: Dataset,
    split: Split,
    state: TrainingState | null,
  ) {
    if (config.batch > split.train.length) {
      throw new RangeError(
        `batch = ${config.batch} is more than the ${split.train.length} training images of "${dataset.id}"`,
      );
    }
    this.config = config;
    this.schedule = schedule;
    this.dataset = dataset;
    this.train = split.train;
    this.unet = createUnet(unetConfig(config.modelSize, config.imageSize, dataset.channels, config.zeroInit));
    const start = state ?? initialState(this.unet, config.seed);
    const { weights, adamMean, adamVariance, ema } = start;
    for (const [name, { length }] of Object.entries({ weights, adamMean, adamVariance, ema })) {
      if (length !== this.parameterCount) {
        throw new RangeError(`${name} holds ${length} numbers; this network has ${this.parameterCount}`);
      }
    }
    this.adamState = {
      weights: tf.tensor1d(weights),
      mean: tf.tensor1d(adamMean),
      variance: tf.tensor1d(adamVariance),
    };
    this.ema = tf.tensor1d(ema);
    this.stepsDone = start.step;
    this.updates = start.updates;
  }

  /** Training steps taken so far. */
  get step(): number {
    return this.stepsDone;
  }

  get parameterCount(): number {
    return sizeOf(this.unet.layout);
  }

  /** The present weights [N], owned by the trainer and replaced by the next step. */
  weights(kind: "network" | "ema"): tf.Tensor1D {
    return kind === "ema" ? this.ema : this.adamState.weights;
  }

  /** One step of Adam on the next batch. A loss or gradient that is not finite changes nothing but `step`. */
  async takeStep(dissects: boolean): Promise<TrainingStep> {
    const step = this.stepsDone;
    const batch = trainingBatch(this.config, this.schedule, this.dataset, this.train, step);
    const { gradient, readings, epsHat } = this.differentiate(batch);
    try {
      const imageLosses = await read(readings);
      const gradientNorm = at(imageLosses, this.config.batch);
      const losses = imageLosses.slice(0, this.config.batch);
      const loss = losses.reduce((sum, value) => sum + value, 0) / losses.length;
      const isApplied = Number.isFinite(loss) && Number.isFinite(gradientNorm);
      if (isApplied) this.update(gradient, gradientNorm);
      this.stepsDone = step + 1;
      const dissection = dissects ? dissect(batch, await read(epsHat)) : null;
      return {
        step: this.stepsDone,
        loss,
        timesteps: batch.timesteps,
        imageLosses: losses,
        gradientNorm,
        isApplied,
        dissection,
      };
    } finally {
      for (const tensor of [gradient, readings, epsHat]) tensor.dispose();
    }
  }

  /** Everything needed to go on later. */
  async state(): Promise<TrainingState> {
    const { weights, mean, variance } = this.adamState;
    return {
      step: this.stepsDone,
      updates: this.updates,
      weights: await read(weights),
      adamMean: await read(mean),
      adamVariance: await read(variance),
      ema: await read(this.ema),
    };
  }

  dispose(): void {
    const { weights, mean, variance } = this.adamState;
    for (const tensor of [weights, mean, variance, this.ema]) tensor.dispose();
  }

  /** Gradient of L_simple by all parameters [N], and [B + 1] readings: each image's loss, then the gradient's norm. */
  private differentiate({ timesteps, eps, xt }: TrainingBatch) {
    const { unet } = this;
    const { imageSize, imageChannels } = unet.config;
    const B = timesteps.length;
    const shape: [number, number, number, number] = [B, imageSize, imageSize, imageChannels];
    return tf.tidy(() => {
      const noise = tf.tensor4d(eps, shape);
      const images = tf.tensor4d(xt, shape);
      const rows = embedTimesteps(timesteps, unet.timestepChannels);
      let epsHat = noise;
      const imageLosses = (...weights: tf.Tensor[]) => {
        epsHat = tf.keep(unet.forward(weights, images, rows));
        return tf.mean(tf.square(tf.sub(epsHat, noise)), [1, 2, 3]);
      };
      try {
        const { value, grads } = tf.valueAndGrads(imageLosses)(
          [...split(unet.layout, this.adamState.weights)],
          tf.fill([B], 1 / B),
        );
        const gradient = join(grads);
        const norm = tf.sqrt(tf.sum(tf.square(gradient)));
        const readings = tf.concat([value, tf.reshape(norm, [1])]);
        return { gradient, readings, epsHat };
      } catch (error) {
        // What is kept outlives the tidy.
        epsHat.dispose();
        throw error;
      }
    });
  }

  private update(gradient: tf.Tensor1D, gradientNorm: number): void {
    this.updates++;
    const { learningRate, warmupSteps, clipNorm, emaDecay } = this.config;
    const before = { ...this.adamState, ema: this.ema };
    const after = tf.tidy(() => {
      const clipped = tf.mul<tf.Tensor1D>(gradient, Math.min(1, clipNorm / gradientNorm));
      return adam(this.adamState, clipped, warmedUp(learningRate, this.updates, warmupSteps), this.updates);
    });
    this.adamState = after;
    this.ema = average(this.ema, after.weights, warmedUpDecay(emaDecay, this.updates));
    for (const tensor of Object.values(before)) tensor.dispose();
  }
}

function initialState(unet: Unet, seed: number): TrainingState {
  const weights = initialWeights(unet.layout, seed);
  const zeros = new Float32Array(weights.length);
  return { step: 0, updates: 0, weights, adamMean: zeros, adamVariance: zeros, ema: weights };
}

function dissect({ timesteps, x0, eps, xt }: TrainingBatch, epsHat: Float32Array): Dissection {
  const length = x0.length / timesteps.length;
  return {
    t: at(timesteps, 0),
    x0: x0.slice(0, length),
    xt: xt.slice(0, length),
    eps: eps.slice(0, length),
    epsHat: new Float32Array(epsHat.subarray(0, length)),
  };
}
