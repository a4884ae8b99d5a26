import { datasetById } from "#data/datasets/index.ts";
import type { Choices } from "./choices.ts";
import { choiceSpecs } from "./choices.ts";

/** Image sizes on offer for a dataset: enlarged pictures would only look sharp. */
export function imageSizes(dataset: Choices["data"]): Choices["px"][] {
  const side = datasetById(dataset).size;
  return choiceSpecs.px.values.filter((px) => Number(px) <= side);
}

/** The chosen image size where the dataset has it, else its largest. */
export function legalImageSize({ px, data }: Pick<Choices, "px" | "data">): Choices["px"] {
  const sizes = imageSizes(data);
  return sizes.includes(px) ? px : (sizes.at(-1) ?? px);
}
