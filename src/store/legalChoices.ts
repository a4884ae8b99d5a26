import type { Choices } from "./choices.ts";
import { legalImageSize } from "./imageSize.ts";

/**
 * The choices with what does not go together put right: an image size that the dataset has, and no prediction of eps where x_T is
 * nothing else.
 */
export function legalChoices(choices: Choices): Choices {
  const { zeroSnr, predicts } = choices;
  return {
    ...choices,
    px: legalImageSize(choices),
    predicts: zeroSnr && predicts === "eps" ? "v" : predicts,
  };
}
