import * as v from "valibot";
import { backendNames, runId } from "./command.ts";
import {
  evaluationRequest,
  floats,
  sampleRequest,
  scheduleChoice,
  trainingConfig,
  trainingState,
} from "./config.ts";
import { bytes } from "./modelFiles.ts";

const wholeNumber = v.pipe(v.number(), v.integer(), v.minValue(0));
const step = wholeNumber;
const timestep = v.pipe(v.number(), v.integer(), v.minValue(0));

const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64));
const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64));

interface Images {
  readonly size: number;
  readonly channels: number;
}

/** Whether each array holds `count` whole pictures. */
function holdPictures({ size, channels }: Images, count: number, arrays: readonly Float32Array[]): boolean {
  return arrays.every((array) => array.length === count * size * size * channels);
}

/** NaN or infinite where the network has diverged. */
const anyNumber = v.custom<number>((input) => typeof input === "number", "expected a number");

/** The variational bound on -log2 p_theta(x_0), a mean over images; in bits per dimension. DDPM Eq. 5. */
export const likelihoodBound = v.object({
  images: wholeNumber,
  /** Of the three terms below. */
  total: anyNumber,
  /** Of `total`; NaN for one image. */
  standardError: anyNumber,
  /** L_T. */
  prior: anyNumber,
  /** The sum of L_{t-1} over t = 2..T. */
  steps: anyNumber,
  /** L_0. */
  decoder: anyNumber,
  /** What is known of an image at t, and at what cost, by falling t: bits per dimension, and RMSE in 0..255. DDPM Fig. 5. */
  curve: v.pipe(
    v.object({ t: floats, rate: floats, distortion: floats }),
    v.check(
      ({ t, rate, distortion }) => t.length === rate.length && t.length === distortion.length,
      "the curve's arrays are not of one length",
    ),
  ),
});
export type LikelihoodBound = v.InferOutput<typeof likelihoodBound>;

const WRONG_LENGTH = "an array does not hold as many pictures as it says";

/** The device that does the work, and why the faster ones do not. */
export const deviceInfo = v.object({
  backend: v.picklist(backendNames),
  /** Adapter's own words where it gives any, else the backend's name. */
  name: v.string(),
  architecture: v.string(),
  /** A software adapter: correct, but slow. */
  isSoftware: v.boolean(),
  /** Why a WebGPU device trains with tfjs' own kernels and not with ours; null where there is nothing to say. */
  composedBecause: v.nullable(v.string()),
  /** Duration of one tiny trained convolution in ms, after its first. */
  probeMs: v.number(),
  refused: v.array(v.object({ backend: v.picklist(backendNames), reason: v.string() })),
});
export type DeviceInfo = v.InferOutput<typeof deviceInfo>;

/** What happened in the engine, in the past tense. Image arrays are [B,H,W,C] in the data's range [-1, 1]. */
export const engineEvent = v.variant("type", [
  v.object({ type: v.literal("ready"), device: deviceInfo }),
  v.object({
    type: v.literal("started"),
    run: runId,
    /** What the run was started with, so that a fold over events alone can draw the page. */
    config: trainingConfig,
    step,
    parameterCount: v.number(),
    trainCount: v.number(),
    validationCount: v.number(),
    channels: v.picklist([1, 3]),
  }),
  /** The first step compiles its shaders, once: so many of so many are done. 0 of 0 where nobody counts them. */
  v.object({ type: v.literal("compiling"), run: runId, compiled: wholeNumber, shaders: wholeNumber }),
  /** A run that rested goes on; its first step may take a while. */
  v.object({ type: v.literal("resumed"), run: runId }),
  /** Losses of the steps firstStep, firstStep + 1, .., counted from 1; per image: its timestep and its own loss. */
  v.object({
    type: v.literal("trained"),
    run: runId,
    firstStep: step,
    losses: floats,
    gradientNorms: floats,
    timesteps: floats,
    imageLosses: floats,
    stepsPerSecond: v.number(),
  }),
  /** Loss on held-out images with fixed noise and timesteps: of the raw weights, and per timestep. */
  v.object({
    type: v.literal("validated"),
    run: runId,
    step,
    loss: anyNumber,
    timesteps: floats,
    imageLosses: floats,
  }),
  /** One image of the batch just trained on, taken apart. */
  v.pipe(
    v.object({
      type: v.literal("dissected"),
      run: runId,
      step,
      t: timestep,
      size: side,
      channels: v.picklist([1, 3]),
      x0: floats,
      xt: floats,
      eps: floats,
      epsHat: floats,
    }),
    v.check((e) => holdPictures(e, 1, [e.x0, e.xt, e.eps, e.epsHat]), WRONG_LENGTH),
  ),
  /** The same noises denoised with the EMA weights of this step; frames [K,B,H,W,C] at the K timesteps. */
  v.pipe(
    v.object({
      type: v.literal("sampled"),
      run: runId,
      step,
      size: side,
      channels: v.picklist([1, 3]),
      count,
      timesteps: v.array(timestep),
      frames: floats,
    }),
    v.check((e) => holdPictures(e, e.count * e.timesteps.length, [e.frames]), WRONG_LENGTH),
  ),
  v.object({ type: v.literal("checkpointed"), run: runId, state: trainingState }),
  v.object({
    type: v.literal("paused"),
    run: runId,
    step,
    reason: v.picklist(["asked", "budget", "diverged"]),
  }),
  v.object({ type: v.literal("discarded"), run: runId }),
  /** A reverse process began; it will visit these timesteps, from x_T (or the branch) down to 0. */
  v.object({
    type: v.literal("samplingStarted"),
    run: runId,
    request: sampleRequest,
    /** Schedule it runs on: the request's own, or the network's. */
    schedule: scheduleChoice,
    size: side,
    channels: v.picklist([1, 3]),
    timesteps: v.array(timestep),
  }),
  /** x_t and what the denoiser made of it; `weights` lead from here to s. At the end t = 0 and only xt is news. */
  v.pipe(
    v.object({
      type: v.literal("denoised"),
      run: runId,
      t: timestep,
      s: timestep,
      size: side,
      channels: v.picklist([1, 3]),
      count,
      /** Training step of the network, or null for the exact optimum. */
      step: v.nullable(step),
      weights: v.object({ xt: v.number(), x0Hat: v.number(), x0HatBefore: v.number(), z: v.number() }),
      xt: floats,
      x0Hat: floats,
      epsHat: floats,
      z: floats,
      /** Exact optimum: exp(entropy) of the softmax weights, i.e. how many training pictures are still in play; [B]. */
      picturesInPlay: v.nullable(floats),
    }),
    v.check((e) => holdPictures(e, e.count, [e.xt, e.x0Hat, e.epsHat, e.z]), WRONG_LENGTH),
  ),
  v.object({
    type: v.literal("finished"),
    run: runId,
    /** Index into the dataset and root-mean-square distance of the nearest training picture of each sample; [B]. */
    nearest: v.object({ indices: v.array(v.number()), distances: floats }),
    milliseconds: v.number(),
  }),
  /** An evaluation began, on the network of this step; so many images will visit so many timesteps each. */
  v.object({
    type: v.literal("evaluationStarted"),
    run: runId,
    request: evaluationRequest,
    step,
    images: wholeNumber,
    timesteps: wholeNumber,
  }),
  /** So many visits of so many are done; at the last one the evaluation is over. The bound is null until an image has been everywhere. */
  v.object({
    type: v.literal("evaluated"),
    run: runId,
    done: wholeNumber,
    all: wholeNumber,
    bound: v.nullable(likelihoodBound),
  }),
  /** Of a reverse process or an evaluation. */
  v.object({ type: v.literal("cancelled"), run: runId }),
  /** The network of a training run as a file of this name. */
  v.object({ type: v.literal("exported"), run: runId, name: v.string(), bytes, step }),
  v.object({ type: v.literal("exportFailed"), run: runId, message: v.string() }),
  /** Files hold a model that is usable here, and this is all that it takes to train on with it. */
  v.object({
    type: v.literal("imported"),
    run: runId,
    /** What the files are called. */
    source: v.string(),
    config: trainingConfig,
    state: trainingState,
    /** What was left out or added, one line each. */
    notes: v.array(v.string()),
  }),
  /** Files hold no model that is usable here, and nothing has changed. Each problem names what it is about. */
  v.object({ type: v.literal("importFailed"), run: runId, problems: v.array(v.string()) }),
  /** run is null when no run is to blame. The engine goes on unless `fatal`. */
  v.object({
    type: v.literal("failed"),
    run: v.nullable(runId),
    name: v.string(),
    message: v.string(),
    fatal: v.boolean(),
  }),
]);
export type EngineEvent = v.InferOutput<typeof engineEvent>;
