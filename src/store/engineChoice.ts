import { datasets } from "#data/datasets/index.ts";
import type { SampleRequest, TrainingConfig } from "#protocol/config.ts";
import { sampleRequest, trainingConfig } from "#protocol/config.ts";
import * as v from "valibot";
import type { Choices } from "./choices.ts";
import { choiceSpecs } from "./choices.ts";

/** Pictures drawn from the same noises at every snapshot. */
const SNAPSHOT_COUNT = 16;
/** Snapshots over the whole budget; the film strip has this many tiles after the first. */
const SNAPSHOTS = 10;
/** Samples of one reverse process, shown as a 4 x 4 grid. */
const SAMPLE_COUNT = 16;

/** The training run that the choices describe. Snapshots and validation are spread over the budget. */
export function trainingConfigOf(choices: Choices): TrainingConfig {
  const every = Math.max(1, Math.ceil(choices.budget / SNAPSHOTS));
  return v.parse(trainingConfig, {
    dataset: choices.data,
    imageSize: Number(choices.px),
    modelSize: choices.net,
    zeroInit: choices.zeroInit,
    schedule: scheduleOf(choices),
    parameterisation: choices.predicts,
    lossWeighting: choices.weighting,
    conditional: choices.classes,
    labelDropout: choices.dropout,
    batch: choices.batch,
    learningRate: choices.lr,
    warmupSteps: choices.warmup,
    clipNorm: choices.clipNorm,
    emaDecay: choices.ema,
    steps: choices.budget,
    seed: choices.seed,
    validateEvery: every,
    sampleEvery: every,
    sampleCount: SNAPSHOT_COUNT,
    sampleSteps: Math.min(choices.sampleSteps, choices.T),
  });
}

/** The choices that describe a training run as nearly as they can; what it has of its own stays out of them. */
export function choicesOf(config: TrainingConfig): Partial<Choices> {
  const { schedule } = config;
  const isOption = <V extends string>(
    { values }: { readonly values: readonly V[] },
    value: string,
  ): value is V => values.some((option) => option === value);
  const px = String(config.imageSize);
  return {
    ...(config.absentData || !datasets.has(config.dataset) ? {} : { data: config.dataset }),
    ...(isOption(choiceSpecs.px, px) ? { px } : {}),
    net: config.modelSize,
    zeroInit: config.zeroInit,
    schedule: schedule.id,
    T: schedule.T,
    scheduleParams: schedule.params,
    zeroSnr: schedule.zeroTerminalSnr ?? false,
    predicts: config.parameterisation,
    weighting: config.lossWeighting,
    classes: config.conditional,
    dropout: config.labelDropout,
    lr: config.learningRate,
    batch: config.batch,
    ema: config.emaDecay,
    warmup: config.warmupSteps,
    clipNorm: config.clipNorm,
    budget: config.steps,
    seed: config.seed,
  };
}

/** The reverse process that the choices describe, from pure noise or from a frozen x_t. */
export function sampleRequestOf(choices: Choices, start: SampleRequest["start"] = null): SampleRequest {
  return v.parse(sampleRequest, {
    denoiser: choices.denoiser,
    dataset: choices.data,
    imageSize: Number(choices.px),
    pictures: choices.pictures,
    schedule: scheduleOf(choices),
    sampler: { id: choices.sampler, params: choices.samplerParams },
    steps: Math.min(choices.steps, choices.T),
    spacing: choices.spacing,
    label: labelOf(choices),
    guidance: choices.guidance,
    clipping: choices.clip,
    seed: choices.sampleSeed,
    count: SAMPLE_COUNT,
    start,
  });
}

function labelOf({ label }: Choices): SampleRequest["label"] {
  if (label === "none") return null;
  return label === "each" ? label : Number(label);
}

function scheduleOf({ schedule, T, scheduleParams, zeroSnr }: Choices): TrainingConfig["schedule"] {
  return { id: schedule, T, params: scheduleParams, ...(zeroSnr && { zeroTerminalSnr: true }) };
}

/** Whether knowing nothing costs 1: where the network says eps, and its mistakes count the same at every t. */
export function isUnitLoss({ parameterisation, lossWeighting }: TrainingConfig): boolean {
  return parameterisation === "eps" && lossWeighting === "simple";
}

/** Keys of a running configuration that the present choices would change at the next start. */
export function pendingChanges(running: TrainingConfig, chosen: TrainingConfig): (keyof TrainingConfig)[] {
  const keys = Object.keys(chosen) as (keyof TrainingConfig)[];
  return keys.filter(
    (key) =>
      JSON.stringify(running[key]) !== JSON.stringify(chosen[key]) ||
      // No choice brings a file's own widths back.
      (key === "modelSize" && running.widths !== undefined),
  );
}
