import { at } from "#math/at.ts";
import type { Label, ParamSpecs, ParamValues } from "#math/params.ts";
import type { Schedule } from "./schedule.ts";

/**
 * One reverse step as scalars: x_s = xt * x_t + x0Hat * x0Hat + x0HatBefore * (x0Hat of the evaluation before) + z * noise.
 *
 * A step that is written with eps (DDIM Eq. 12) fits too, because eps is re-derived from the clipped x0Hat:
 * eps = (x_t - sqrt(alphaBar_t) x0Hat) / sqrt(1 - alphaBar_t). Clipping x0Hat can then never leave a stale eps behind.
 */
export interface StepWeights {
  readonly xt: number;
  readonly x0Hat: number;
  /** 0 for every sampler that looks at one evaluation at a time. */
  readonly x0HatBefore: number;
  readonly z: number;
}

/** One evaluation of the denoiser at t, and the step to s that is made of it. */
export interface Move {
  readonly t: number;
  readonly s: number;
  readonly weights: StepWeights;
  /** The evaluation looks back at the landing place of the move before, and t = s: Heun's second half. */
  readonly isCorrection: boolean;
}

/** A file in `samplers/`: the moves along timesteps that descend to 0. */
export interface SamplerPlugin<S extends ParamSpecs = ParamSpecs> {
  readonly id: string;
  readonly label: Label;
  readonly source: string;
  readonly params: S;
  /** @throws {RangeError} when the timesteps do not descend within T..0 or do not end in 0. */
  moves(schedule: Schedule, timesteps: readonly number[], params: ParamValues<S>): readonly Move[];
}

/** Checks a plug-in's type where it is written. */
export function defineSampler<const S extends ParamSpecs>(plugin: SamplerPlugin<S>): SamplerPlugin<S> {
  return plugin;
}

/** The moves of a sampler whose every step is made of one evaluation; `before` is where the step before began, null at first. */
export function oneMoveEach(
  timesteps: readonly number[],
  weights: (t: number, s: number, before: number | null) => StepWeights,
): Move[] {
  return descents(timesteps).map(({ t, s, before }) => ({
    t,
    s,
    weights: weights(t, s, before),
    isCorrection: false,
  }));
}

/**
 * The steps t -> s along timesteps that descend to 0.
 *
 * @throws {RangeError} when they do not.
 */
export function descents(
  timesteps: readonly number[],
): { readonly t: number; readonly s: number; readonly before: number | null }[] {
  if (timesteps.at(-1) !== 0)
    throw new RangeError(`the timesteps end in ${timesteps.at(-1)}; only 0 is legal`);
  return timesteps.slice(1).map((s, k) => {
    const t = at(timesteps, k);
    if (!(s < t)) throw new RangeError(`a step from t = ${t} to s = ${s} does not descend`);
    return { t, s, before: timesteps[k - 1] ?? null };
  });
}
