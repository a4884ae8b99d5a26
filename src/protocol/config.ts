import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const wholeNumber = v.pipe(v.number(), v.integer(), v.minValue(0));
const seed = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff));
/** Of a file that has very many, their number is told, and not each of them. */
const PARAMS_MAX = 20;
const paramValues = v.pipe(
  v.record(v.string(), v.unknown()),
  v.maxEntries(PARAMS_MAX),
  v.record(v.string(), v.pipe(v.number(), v.finite())),
);

/** A Float32Array that owns a plain buffer, so that it can be moved between threads. */
export const floats = v.custom<Float32Array<ArrayBuffer>>(
  (input) => input instanceof Float32Array && input.buffer instanceof ArrayBuffer,
  "expected a Float32Array",
);

const CLASSES_MAX = 1000;
/** As long as a name may be in the files of a model. */
const DATASET_LENGTH_MAX = 100;
/** The most images of one training step. */
export const BATCH_MAX = 256;

export const modelSizes = ["XS", "S", "M", "L"] as const;
export const denoisers = ["network", "ema", "exact"] as const;
export const spacings = ["trailing", "leading", "linspace"] as const;
export const parameterisations = ["eps", "x0", "v"] as const;
export const lossWeightings = ["simple", "vlb", "minSnr"] as const;
export const clippings = ["none", "range", "dynamic"] as const;

/** Which noise schedule: the plug-in's id, the number of timesteps, and the parameters that differ from its defaults. */
export const scheduleChoice = v.object({
  id: v.string(),
  T: v.pipe(v.number(), v.integer(), v.minValue(10), v.maxValue(1000)),
  params: paramValues,
  /** Shifted and stretched until nothing of the image is left in x_T. Lin et al. 2024. */
  zeroTerminalSnr: v.optional(v.boolean()),
});

const width = v.pipe(v.number(), v.integer(), v.minValue(4), v.maxValue(512), v.multipleOf(2));

/** Widths at each resolution, residual blocks at each, and groups of each GroupNorm, of a network that came from a file. */
const networkWidths = v.pipe(
  v.object({
    // Counted before each is looked at.
    channels: v.pipe(v.array(v.unknown()), v.minLength(1), v.maxLength(4), v.array(width)),
    layers: v.pipe(count, v.maxValue(4)),
    groups: count,
  }),
  v.check(
    ({ channels, groups }) => channels.every((channelCount) => channelCount % groups === 0),
    "the groups do not divide every width",
  ),
);

/** Everything that decides a training run. Two runs of one config on one device draw the same batches, t and noise. */
export const trainingConfig = v.object({
  dataset: v.pipe(v.string(), v.minLength(1), v.maxLength(DATASET_LENGTH_MAX)),
  /** Side of the training images in pixels; smaller than the dataset's own averages pixels. */
  imageSize: v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(32), v.multipleOf(4)),
  modelSize: v.picklist(modelSizes),
  /** In place of those of the size. */
  widths: v.optional(networkWidths),
  /**
   * What the network would have seen of its dataset, for one that came from a file and whose dataset is not to be had: it can
   * be sampled, and not trained on.
   */
  absentData: v.optional(
    v.object({
      channels: v.picklist([1, 3]),
      classes: v.nullable(v.pipe(count, v.maxValue(CLASSES_MAX))),
      /** Indices of the pictures that were never trained on, to be told again when the network goes away. */
      heldOut: v.optional(v.array(wholeNumber)),
    }),
  ),
  /** Last convolution of each block and of the network start at zero (Ho's code). */
  zeroInit: v.boolean(),
  schedule: scheduleChoice,
  /** What the network says about x_t. */
  parameterisation: v.optional(v.picklist(parameterisations), "eps"),
  /** How much a mistake counts at each t. */
  lossWeighting: v.optional(v.picklist(lossWeightings), "simple"),
  /** The network is told the class of each image, but for a share of them, `labelDropout`: so it learns both with and without. */
  conditional: v.optional(v.boolean(), false),
  labelDropout: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0.1),
  batch: v.pipe(count, v.maxValue(BATCH_MAX)),
  learningRate: v.pipe(v.number(), v.gtValue(0), v.maxValue(0.1)),
  /** Steps over which the learning rate rises linearly to its value. */
  warmupSteps: wholeNumber,
  /** Largest global gradient norm; a much larger one would leave float32. */
  clipNorm: v.pipe(v.number(), v.gtValue(0), v.maxValue(1e6)),
  /** Decay of the averaged weights, reached through a warm-up. */
  emaDecay: v.pipe(v.number(), v.minValue(0), v.ltValue(1)),
  /** The run pauses by itself here. */
  steps: v.pipe(count, v.maxValue(1_000_000)),
  seed,
  validateEvery: count,
  sampleEvery: count,
  sampleCount: v.pipe(count, v.maxValue(16)),
  sampleSteps: v.pipe(count, v.maxValue(1000)),
});
export type TrainingConfig = v.InferOutput<typeof trainingConfig>;

/** One reverse process, from x_T (or from a frozen x_t) down to x_0. */
export const sampleRequest = v.object({
  denoiser: v.picklist(denoisers),
  /** For `exact`: the training pictures it is optimal for. A network brings its own dataset, size and schedule. */
  dataset: v.string(),
  imageSize: v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(32)),
  pictures: v.pipe(count, v.maxValue(20_000)),
  schedule: scheduleChoice,
  sampler: v.object({ id: v.string(), params: paramValues }),
  steps: v.pipe(count, v.maxValue(1000)),
  spacing: v.picklist(spacings),
  /** The class that each sample is to show, or each class in turn, or none: for a network or a set that knows classes. */
  label: v.optional(v.nullable(v.union([v.literal("each"), wholeNumber])), null),
  /** Classifier-free guidance: 0 ignores the class, 1 samples with it, more exaggerates it. */
  guidance: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(20)), 1),
  /** How x0Hat is kept inside [-1, 1]; eps is re-derived from the clipped picture. */
  clipping: v.picklist(clippings),
  seed,
  count: v.pipe(count, v.maxValue(64)),
  /** Branch: start from this x_t [count,H,W,C] instead of pure noise (DDPM Fig. 7). */
  start: v.nullable(v.object({ t: count, xt: floats })),
});
export type SampleRequest = v.InferOutput<typeof sampleRequest>;

/** How the likelihood of held-out images under the network is estimated. */
export const evaluationRequest = v.object({
  weights: v.picklist(["network", "ema"]),
  /** Held-out images, at most as many as there are. */
  images: v.pipe(count, v.maxValue(512)),
  /** Timesteps that each image visits, one out of each stretch of 1..T; T of them, or more, are all timesteps. */
  strata: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(1000)),
  /** Variance of a reverse step: betaTilde_t at 1, beta_t at 2. */
  variance: v.pipe(v.number(), v.minValue(1), v.maxValue(2)),
  seed,
});
export type EvaluationRequest = v.InferOutput<typeof evaluationRequest>;

/** All that a run needs to go on as if it had never stopped; every array is flat over the parameters in layout order. */
export const trainingState = v.object({
  step: wholeNumber,
  /** Steps that moved the weights; fewer than `step` where a loss or gradient was not finite. */
  updates: wholeNumber,
  weights: floats,
  adamMean: floats,
  adamVariance: floats,
  ema: floats,
});
export type TrainingState = v.InferOutput<typeof trainingState>;
