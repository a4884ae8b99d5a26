import type { Bound } from "./boundEstimate.ts";
import { lengthOf } from "./strata.ts";

/** Arrays of one length, in the order in which an image is received: t falls, the rate rises. */
export interface RateDistortion {
  /** A timestep; in a stratum of many, their mean. */
  readonly t: Float64Array<ArrayBuffer>;
  /** Bits per dimension that tell x_T, .., x_t: the prior term and the terms of all timesteps above t. */
  readonly rate: Float64Array<ArrayBuffer>;
  /** Root mean square of x0 - x0Hat, seen in x_t, on the scale of the grey values 0..255. */
  readonly distortion: Float64Array<ArrayBuffer>;
}

/**
 * What a receiver of x_T, .., x_t knows of the image, and at what cost. DDPM Sec. 4.3 and Fig. 5.
 *
 * L_0 is no part of the rate: it is what remains to be told without loss after the last point, t = 1.
 */
export function rateDistortion({ prior, strata }: Pick<Bound, "prior" | "strata">): RateDistortion {
  const t = new Float64Array(strata.length);
  const rate = new Float64Array(strata.length);
  const distortion = new Float64Array(strata.length);
  let received = prior;
  for (const [k, stratum] of strata.toReversed().entries()) {
    t[k] = (stratum.from + stratum.to) / 2;
    // The terms of half the stratum, but for its middle one, are above its middle.
    rate[k] = received + ((lengthOf(stratum) - 1) / 2) * stratum.term;
    distortion[k] = 127.5 * Math.sqrt(stratum.x0SquaredError);
    received += lengthOf(stratum) * stratum.term;
  }
  return { t, rate, distortion };
}
