import type { Label, ParamSpecs, ParamValues } from "#math/params.ts";
import type { Schedule } from "./schedule.ts";

/**
 * One reverse step as scalars: x_s = xt * x_t + x0Hat * x0Hat + z * noise.
 *
 * A step that is written with eps (DDIM Eq. 12) fits too, because eps is re-derived from the clipped x0Hat:
 * eps = (x_t - sqrt(alphaBar_t) x0Hat) / sqrt(1 - alphaBar_t). Clipping x0Hat can then never leave a stale eps behind.
 */
export interface StepWeights {
  readonly xt: number;
  readonly x0Hat: number;
  readonly z: number;
}

/** A file in `samplers/`: the weights of the step t -> s, s < t. */
export interface SamplerPlugin<S extends ParamSpecs = ParamSpecs> {
  readonly id: string;
  readonly label: Label;
  readonly source: string;
  readonly params: S;
  weights(schedule: Schedule, t: number, s: number, params: ParamValues<S>): StepWeights;
}

/** Checks a plug-in's type where it is written. */
export function defineSampler<const S extends ParamSpecs>(plugin: SamplerPlugin<S>): SamplerPlugin<S> {
  return plugin;
}
