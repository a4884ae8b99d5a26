import { lossWeights } from "#diffusion/lossWeights.ts";
import type { Parameterisation } from "#diffusion/parameterisation.ts";
import { conversionWeights, mixWeights } from "#diffusion/parameterisation.ts";
import { qSampleWeights } from "#diffusion/forward.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { at } from "#math/at.ts";
import type { Dissection, TrainerOrder } from "./trainer.ts";

/** One image of a batch; [H,W,C] each. */
interface Example {
  readonly x0: Float32Array<ArrayBuffer>;
  readonly xt: Float32Array<ArrayBuffer>;
  readonly prediction: Float32Array<ArrayBuffer>;
}

type Objective = Pick<TrainerOrder, "schedule" | "config">;

/**
 * How much the loss of an image at t counts. Weights are taken relative to their mean over 1..T, so that learning rate and clipping
 * mean the same under each weighting.
 */
export function lossWeight({ schedule, config }: Objective): (t: number) => number {
  const weights = lossWeights(schedule, config.lossWeighting, config.parameterisation);
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / schedule.T;
  return (t) => at(weights, t) / mean;
}

/** The share of an image at t in the loss of its batch, [T + 1]: its weight over B. */
export function lossShares(order: Objective): Float64Array {
  const weight = lossWeight(order);
  return Float64Array.from({ length: order.schedule.T + 1 }, (_, t) => weight(t) / order.config.batch);
}

/** An image taken apart into noise that was put in and noise that was seen, whatever the network says. */
export function dissection(
  schedule: Schedule,
  t: number,
  parameterisation: Parameterisation,
  { x0, xt, prediction }: Example,
): Dissection {
  const { x0: signal, eps: noise } = qSampleWeights(schedule, t);
  const eps = xt.map((value, i) => (value - signal * at(x0, i)) / noise);
  const toEps = conversionWeights(schedule, t, parameterisation, "eps");
  const epsHat = xt.map((value, i) => toEps.xt * value + toEps.prediction * at(prediction, i));
  return { t, x0, xt, eps, epsHat };
}

/**
 * The weights of x_0 and eps in x_t, and in what the network is to say, at each t; [T + 1,4]. DDPM Eq. 4.
 */
export function mixTable(schedule: Schedule, parameterisation: Parameterisation): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    Array.from({ length: schedule.T + 1 }, (_, t) => {
      const [xt, wanted] = [qSampleWeights(schedule, t), mixWeights(schedule, t, parameterisation)];
      return [xt.x0, xt.eps, wanted.x0, wanted.eps];
    }).flat(),
  );
}
