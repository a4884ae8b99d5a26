import { defaultChoices } from "#store/choices.ts";
import type { Choices } from "#store/choices.ts";

/** The choices that a training run is made of. */
const trainingKeys = [
  "data",
  "px",
  "net",
  "zeroInit",
  "schedule",
  "T",
  "zeroSnr",
  "scheduleParams",
  "predicts",
  "weighting",
  "classes",
  "dropout",
  "lr",
  "batch",
  "ema",
  "warmup",
  "clipNorm",
  "budget",
  "seed",
] as const satisfies readonly (keyof Choices)[];

/** What a training run is made of when nothing was chosen. */
export function defaultTrainingChoices(): Partial<Choices> {
  const defaults = defaultChoices();
  return Object.fromEntries(trainingKeys.map((key) => [key, defaults[key]]));
}
