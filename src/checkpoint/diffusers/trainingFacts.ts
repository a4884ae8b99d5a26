import type { ConfigReader } from "./configReader.ts";
import { isWhole } from "./configReader.ts";

/** How a network came to be, beside what diffusers' files say: what the generated script goes on with. */
export interface TrainingFacts {
  /** Id of the dataset. */
  readonly dataset: string;
  /** Indices of the pictures that were never trained on. */
  readonly heldOut: readonly number[];
  /** Training steps behind it. */
  readonly steps: number;
  readonly batch: number;
  readonly learningRate: number;
  /** Largest global gradient norm. */
  readonly clipNorm: number;
  readonly emaDecay: number;
  /** Share of the labels that are replaced by the null class in training. */
  readonly labelDropout: number;
  readonly seed: number;
  /** How much an image counts at t = 1 .. T, 1 on average; null where it counts the same at each. */
  readonly lossWeights: readonly number[] | null;
  /** Whether the folder holds the averaged weights. */
  readonly averaged: boolean;
  /** The training configuration as the protocol has it; whoever uses it checks it against that schema. */
  readonly config: unknown;
}

/** Counts up when the meaning of a key changes. */
const FORMAT_VERSION = 1;
const STEPS_MAX = Number.MAX_SAFE_INTEGER;
const SEED_MAX = 0xffff_ffff;
const BATCH_MAX = 65_536;
const CLIP_NORM_MAX = 1e6;
const NAME_LENGTH_MAX = 100;

/** The fields of `noise_and_back.json`. */
export function trainingFields(facts: TrainingFacts): Readonly<Record<string, unknown>> {
  return {
    noise_and_back: FORMAT_VERSION,
    dataset: facts.dataset,
    weights: facts.averaged ? "ema" : "raw",
    steps: facts.steps,
    batch: facts.batch,
    learning_rate: facts.learningRate,
    clip_norm: facts.clipNorm,
    ema_decay: facts.emaDecay,
    label_dropout: facts.labelDropout,
    seed: facts.seed,
    loss_weights: facts.lossWeights,
    held_out: facts.heldOut,
    config: facts.config,
  };
}

/** The facts in a `noise_and_back.json`. */
export function readTrainingFields(file: ConfigReader): TrainingFacts {
  file.only("noise_and_back", undefined, FORMAT_VERSION);
  const facts = {
    dataset: file.take("dataset", undefined, name, `texts of 1..${NAME_LENGTH_MAX} characters work`, ""),
    averaged: file.only("weights", undefined, "ema", "raw") === "ema",
    steps: file.whole("steps", undefined, 0, STEPS_MAX),
    batch: file.whole("batch", undefined, 1, BATCH_MAX),
    learningRate: file.number("learning_rate", undefined, 0, 1),
    clipNorm: file.number("clip_norm", undefined, 0, CLIP_NORM_MAX),
    emaDecay: file.number("ema_decay", undefined, 0, 1),
    labelDropout: file.number("label_dropout", undefined, 0, 1),
    seed: file.whole("seed", undefined, 0, SEED_MAX),
    lossWeights: file.take("loss_weights", null, weights, WEIGHTS, { list: null }).list,
    heldOut: file.take("held_out", undefined, indices, "lists of whole numbers work", []),
    config: file.take("config", undefined, (value) => value, "a training configuration works", null),
  };
  file.noteTheRest();
  return facts;
}

function name(value: unknown): string | undefined {
  return typeof value === "string" && value.length >= 1 && value.length <= NAME_LENGTH_MAX
    ? value
    : undefined;
}

const WEIGHTS = "null and lists of numbers that are not negative work";

function weights(value: unknown): { list: readonly number[] | null } | undefined {
  if (value === null) return { list: null };
  const isWeight = (item: unknown): item is number => typeof item === "number" && item >= 0;
  return Array.isArray(value) && value.every(isWeight) ? { list: value } : undefined;
}

function indices(value: unknown): readonly number[] | undefined {
  const isIndex = (item: unknown): item is number => isWhole(item) && item >= 0;
  return Array.isArray(value) && value.every(isIndex) ? value : undefined;
}
