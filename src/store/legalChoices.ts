import type { Choices } from "./choices.ts";
import { legalImageSize } from "./imageSize.ts";

/**
 * The choices with what does not go together put right: an image size that the dataset has, and where x_T is nothing but eps, neither
 * its prediction nor min-SNR, which would count T for nothing.
 */
export function legalChoices(choices: Choices): Choices {
  const { zeroSnr, predicts, weighting } = choices;
  return {
    ...choices,
    px: legalImageSize(choices),
    predicts: zeroSnr && predicts === "eps" ? "v" : predicts,
    weighting: zeroSnr && weighting === "minSnr" ? "simple" : weighting,
  };
}
