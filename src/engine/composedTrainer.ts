import { at } from "#math/at.ts";
import type { AdamState } from "#nn/adam.ts";
import { adam, warmedUp } from "#nn/adam.ts";
import { average, warmedUpDecay } from "#nn/ema.ts";
import { imageLosses } from "#nn/loss.ts";
import { join, split } from "#nn/parameters.ts";
import * as tf from "#nn/tf.ts";
import { embedTimesteps } from "#nn/timestepEmbedding.ts";
import type { Unet } from "#nn/unet.ts";
import type { TrainingState } from "#protocol/config.ts";
import { ComposedDenoiser } from "./composedDenoiser.ts";
import type { NetworkDenoiser } from "./networkDenoiser.ts";
import { read } from "./read.ts";
import { dissection, lossShares } from "./objective.ts";
import type { Dissection, Trainer, TrainerOrder, TrainingStep } from "./trainer.ts";
import type { TrainingBatch } from "./trainingBatch.ts";
import { trainingBatch } from "./trainingBatch.ts";

/**
 * Trains with tfjs' own ops on any backend, one step after the other: each waits for its loss, which decides whether it counts.
 */
export class ComposedTrainer implements Trainer {
  readonly collectSteps = 1;
  readonly unet: Unet;
  private readonly order: TrainerOrder;
  private adamState: AdamState;
  private ema: tf.Tensor1D;
  private stepsDone: number;
  /** Steps that moved the weights: Adam's bias correction and both warm-ups count these alone. */
  private updates: number;
  private results: TrainingStep[] = [];
  /** How much the loss of an image at t counts in that of a batch; [T + 1]. */
  private readonly lossShares: Float64Array;

  constructor(order: TrainerOrder) {
    this.order = order;
    this.unet = order.unet;
    const { weights, adamMean, adamVariance, ema, step, updates } = order.state;
    this.adamState = {
      weights: tf.tensor1d(weights),
      mean: tf.tensor1d(adamMean),
      variance: tf.tensor1d(adamVariance),
    };
    this.ema = tf.tensor1d(ema);
    this.stepsDone = step;
    this.updates = updates;
    this.lossShares = lossShares(order);
  }

  get step(): number {
    return this.stepsDone;
  }

  get uncollected(): number {
    return this.results.length;
  }

  /** tfjs compiles each shader when it first runs. */
  async compile(): Promise<void> {}

  async takeStep(dissects: boolean): Promise<void> {
    const step = this.stepsDone;
    const { config, schedule, dataset, split } = this.order;
    const batch = trainingBatch(config, schedule, dataset, split.train, step);
    const shares = Float32Array.from(batch.timesteps, (t) => at(this.lossShares, t));
    const { gradient, readings, prediction } = this.differentiate(batch, shares);
    try {
      const values = await read(readings);
      const gradientNorm = at(values, config.batch);
      const imageLosses = values.slice(0, config.batch);
      const loss = imageLosses.reduce((sum, value, b) => sum + at(shares, b) * value, 0);
      const isApplied = Number.isFinite(loss) && Number.isFinite(gradientNorm);
      if (isApplied) this.update(gradient, gradientNorm);
      this.stepsDone = step + 1;
      const dissection = dissects ? dissect(this.order, batch, await read(prediction)) : null;
      const { timesteps } = batch;
      this.results.push({
        step: step + 1,
        loss,
        timesteps,
        imageLosses,
        gradientNorm,
        isApplied,
        dissection,
      });
    } finally {
      for (const tensor of [gradient, readings, prediction]) tensor.dispose();
    }
  }

  async collect(): Promise<TrainingStep[]> {
    return this.results.splice(0);
  }

  denoiser(kind: "network" | "ema"): NetworkDenoiser {
    const weights = kind === "ema" ? this.ema : this.adamState.weights;
    return new ComposedDenoiser(this.unet, weights, this.order.config.parameterisation);
  }

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

  /** Gradient of the loss by all parameters [N], and [B + 1] readings: each image's loss, then the gradient's norm. */
  private differentiate({ timesteps, wanted, xt, labels }: TrainingBatch, shares: Float32Array) {
    const { unet } = this;
    const { imageSize, imageChannels } = unet.config;
    const B = timesteps.length;
    const shape: [number, number, number, number] = [B, imageSize, imageSize, imageChannels];
    return tf.tidy(() => {
      const truth = tf.tensor4d(wanted, shape);
      const images = tf.tensor4d(xt, shape);
      const rows = embedTimesteps(timesteps, unet.timestepChannels);
      const classes = labels && tf.tensor1d(labels, "int32");
      let prediction = truth;
      const losses = (...weights: tf.Tensor[]) => {
        prediction = tf.keep(unet.forward(weights, images, rows, classes));
        return imageLosses(prediction, truth);
      };
      try {
        const { value, grads } = tf.valueAndGrads(losses)(
          [...split(unet.layout, this.adamState.weights)],
          tf.tensor1d(shares),
        );
        const gradient = join(grads);
        const norm = tf.sqrt(tf.sum(tf.square(gradient)));
        const readings = tf.concat([value, tf.reshape(norm, [1])]);
        return { gradient, readings, prediction };
      } catch (error) {
        // What is kept outlives the tidy.
        prediction.dispose();
        throw error;
      }
    });
  }

  /** Clips the gradient, and moves the weights and their average. */
  private update(gradient: tf.Tensor1D, gradientNorm: number): void {
    this.updates++;
    const { learningRate, warmupSteps, clipNorm, emaDecay } = this.order.config;
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

function dissect(
  { schedule, config }: TrainerOrder,
  { timesteps, x0, xt }: TrainingBatch,
  prediction: Float32Array,
): Dissection {
  const length = x0.length / timesteps.length;
  const first = { x0: x0.slice(0, length), xt: xt.slice(0, length), prediction: prediction.slice(0, length) };
  return dissection(schedule, at(timesteps, 0), config.parameterisation, first);
}
