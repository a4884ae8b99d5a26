import type { Dataset } from "#data/dataset.ts";
import type { Split } from "#data/split.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import type { Unet } from "#nn/unet.ts";
import type { TrainingConfig, TrainingState } from "#protocol/config.ts";
import type { NetworkDenoiser } from "./networkDenoiser.ts";

/** What one training step drew and made of it. */
export interface TrainingStep {
  /** Counts from 1. */
  readonly step: number;
  /** The objective on the batch: the mean of the images' losses by the weights of their t; L_simple unless chosen otherwise. */
  readonly loss: number;
  /** Timestep of each image, and the mean squared error of what was said of it; [B]. */
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

/** What a training run is made of. */
export interface TrainerOrder {
  readonly unet: Unet;
  readonly config: TrainingConfig;
  readonly schedule: Schedule;
  readonly dataset: Dataset;
  readonly split: Split;
  /** Where to begin: a fresh start, or where a run was left. */
  readonly state: TrainingState;
}

/**
 * DDPM Algorithm 1 on one network. Everything it draws is a pure function of (seed, stream, step), so a run that goes on from a
 * saved state takes the very steps that it would have taken without the break.
 */
export interface Trainer {
  readonly unet: Unet;
  /** Training steps begun so far. */
  readonly step: number;
  /** So many steps it takes for their results to be worth the collecting, unless they have waited long. */
  readonly collectSteps: number;
  /** Steps begun whose results have not been collected. */
  readonly uncollected: number;
  /** Makes everything ready for the first step; `compiled` is told how many of its shaders are done. */
  compile(compiled: (count: number, all: number) => void): Promise<void>;
  /**
   * Begins one step of Adam on the next batch; resolves when another can be begun. A loss or gradient that is not finite changes
   * nothing but `step`.
   */
  takeStep(dissects: boolean): Promise<void>;
  /** Results of all steps begun since the last call, in order. */
  collect(): Promise<TrainingStep[]>;
  /** The network with the weights of the steps begun so far; they stay as they are. */
  denoiser(kind: "network" | "ema"): NetworkDenoiser;
  /** Everything needed to go on later, after the steps begun so far. */
  state(): Promise<TrainingState>;
  dispose(): void;
}
