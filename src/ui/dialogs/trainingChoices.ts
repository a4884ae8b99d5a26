import { choiceSpecs, defaultChoices } from "#store/choices.ts";
import type { Choices } from "#store/choices.ts";

/** The choices that a training run is made of. */
const trainingKeys = [
  "data",
  "px",
  "net",
  "zeroInit",
  "schedule",
  "T",
  "scheduleParams",
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

/** Image sizes on offer for a dataset of this side: enlarged pictures would only look sharp. */
export function imageSizes(side: number): Choices["px"][] {
  return choiceSpecs.px.values.filter((px) => Number(px) <= side);
}

/** The image size to go on with when the dataset changes to one of this side: the same if there is one, else its largest. */
export function legalImageSize(px: Choices["px"], side: number): Choices["px"] {
  const sizes = imageSizes(side);
  return sizes.includes(px) ? px : (sizes.at(-1) ?? px);
}
