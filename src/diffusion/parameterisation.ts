import { qSampleWeights } from "./forward.ts";
import type { Schedule } from "./schedule.ts";

/** What a network may predict: the noise, the clean image, or v = sqrt(alphaBar) eps - sqrt(1 - alphaBar) x_0. */
export type Parameterisation = "eps" | "x0" | "v";

/** A quantity as a sum x0 * x_0 + eps * eps. */
export interface MixWeights {
  readonly x0: number;
  readonly eps: number;
}

/** What a network is to say, out of x_0 and eps: eps, x_0, or v = sqrt(alphaBar) eps - sqrt(1 - alphaBar) x_0. */
export function mixWeights(schedule: Schedule, t: number, parameterisation: Parameterisation): MixWeights {
  const xt = qSampleWeights(schedule, t);
  return { x0: { x0: 1, eps: 0 }, eps: { x0: 0, eps: 1 }, v: { x0: -xt.eps, eps: xt.x0 } }[parameterisation];
}

/** A quantity as a sum xt * x_t + prediction * (what the network said). */
export interface ConversionWeights {
  readonly xt: number;
  readonly prediction: number;
}

/**
 * Turns one parameterisation into another, given x_t. Salimans & Ho 2022, App. D.
 *
 * In the plane with the axes x_0 and eps, x_t is a unit vector and v is x_t turned by 90 degrees; each conversion writes
 * the wanted vector as a sum of x_t and the given one, by Cramer's rule.
 *
 * @throws {RangeError} when x_t and `from` say the same: at t = 0, where x_t is x_0, and where alphaBar_t = 0 and x_t is eps.
 */
export function conversionWeights(
  schedule: Schedule,
  t: number,
  from: Parameterisation,
  to: Parameterisation,
): ConversionWeights {
  const xt = qSampleWeights(schedule, t);
  const [given, sought] = [mixWeights(schedule, t, from), mixWeights(schedule, t, to)];
  const determinant = cross(xt, given);
  if (determinant === 0) {
    throw new RangeError(
      `at t = ${t} x_t holds nothing but ${from}, so that ${to} cannot be told; alphaBar between 0 and 1 is legal`,
    );
  }
  return {
    xt: cross(sought, given) / determinant,
    prediction: cross(xt, sought) / determinant,
  };
}

function cross(a: MixWeights, b: MixWeights): number {
  return a.x0 * b.eps - a.eps * b.x0;
}
