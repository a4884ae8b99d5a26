import { datasets } from "#data/datasets/index.ts";
import { samplers } from "#diffusion/samplers/index.ts";
import { schedules } from "#diffusion/schedules/index.ts";
import { T_RANGE } from "#diffusion/schedule.ts";
import {
  clippings,
  denoisers,
  lossWeightings,
  modelSizes,
  parameterisations,
  spacings,
} from "#protocol/config.ts";

/**
 * The page's whole configuration as one table: each row has a default and a legal range, and the rows that differ from
 * their default become the URL's hash. A link therefore restores a room, a picture, a run or a lesson.
 */
export const choiceSpecs = {
  room: option("noise", ["noise", "learn", "denoise"]),
  lesson: whole(0, 0, 20),

  set: option("flowers", [...datasets.keys()]),
  pick: whole(0, 0, 5),
  t: whole(240, 0, T_RANGE.max),
  path: option("jump", ["jump", "walk"]),
  noiseSeed: whole(4, 0, 0xffff_ffff),
  schedule: option("linear", [...schedules.keys()]),
  T: whole(1000, T_RANGE.min, T_RANGE.max),
  zeroSnr: flag(false),

  data: option("pixelfaces", [...datasets.keys()]),
  px: option("16", ["8", "16", "28", "32"]),
  net: option("S", modelSizes),
  zeroInit: flag(true),
  predicts: option("eps", parameterisations),
  weighting: option("simple", lossWeightings),
  classes: flag(false),
  dropout: real(0.1, 0, 1),
  lr: real(1e-3, 1e-6, 0.1),
  batch: whole(32, 1, 256),
  ema: real(0.995, 0, 0.99999),
  warmup: whole(50, 0, 10_000),
  clipNorm: real(1, 0.01, 100),
  budget: whole(1000, 1, 1_000_000),
  seed: whole(1, 0, 0xffff_ffff),
  sampleSteps: whole(20, 1, 1000),

  denoiser: option("ema", denoisers),
  dt: whole(540, 0, T_RANGE.max),
  sampler: option("ddpm", [...samplers.keys()]),
  steps: whole(100, 1, 1000),
  spacing: option("trailing", spacings),
  label: option("none", ["none", "each", ...classNumbers()]),
  guidance: real(1, 0, 20),
  clip: option("range", clippings),
  sampleSeed: whole(7, 0, 0xffff_ffff),
  pictures: whole(256, 1, 20_000),
} as const;

export type ChoiceSpec = OptionSpec<string> | NumberSpec | FlagSpec;
export type ChoiceKey = keyof typeof choiceSpecs;
type ValueOf<S> =
  S extends OptionSpec<infer V> ? V : S extends NumberSpec ? number : S extends FlagSpec ? boolean : never;

/** What the user chose. `scheduleParams` and `samplerParams` hold only values that differ from the plug-in's defaults. */
export type Choices = { readonly [K in ChoiceKey]: ValueOf<(typeof choiceSpecs)[K]> } & {
  readonly scheduleParams: Readonly<Record<string, number>>;
  readonly samplerParams: Readonly<Record<string, number>>;
};

export interface OptionSpec<V extends string> {
  readonly kind: "option";
  readonly values: readonly V[];
  readonly default: V;
}

export interface NumberSpec {
  readonly kind: "whole" | "real";
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

export interface FlagSpec {
  readonly kind: "flag";
  readonly default: boolean;
}

export function defaultChoices(): Choices {
  const values: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries(choiceSpecs)) values[key] = spec.default;
  return { ...(values as Choices), scheduleParams: {}, samplerParams: {} };
}

/** Classes are chosen by number; no set has more than these. */
function classNumbers(): readonly string[] {
  return Array.from({ length: 32 }, (_, i) => String(i));
}

function option<const V extends string>(fallback: V, values: readonly V[]): OptionSpec<V> {
  return { kind: "option", values, default: fallback };
}

function whole(fallback: number, min: number, max: number): NumberSpec {
  return { kind: "whole", min, max, default: fallback };
}

function real(fallback: number, min: number, max: number): NumberSpec {
  return { kind: "real", min, max, default: fallback };
}

function flag(fallback: boolean): FlagSpec {
  return { kind: "flag", default: fallback };
}
