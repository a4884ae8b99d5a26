import { at } from "#math/at.ts";
import type { ParamSpecs, ParamValues } from "#math/params.ts";
import type { Parameterisation } from "./parameterisation.ts";
import { conversionWeights } from "./parameterisation.ts";
import type { SamplerPlugin, StepWeights } from "./sampler.ts";
import type { Schedule } from "./schedule.ts";

/** What decides a reverse process. Images are flat, of any shape, e.g. [B,H,W,C]. */
export interface ReverseProcess<S extends ParamSpecs = ParamSpecs> {
  readonly schedule: Schedule;
  readonly sampler: SamplerPlugin<S>;
  readonly params: ParamValues<S>;
  /** Descending to 0, e.g. from `timesteps`. A branch starts its list where x_t was frozen. */
  readonly timesteps: readonly number[];
  /** x at timesteps[0]: pure noise, or the frozen x_t of a branch. */
  readonly xT: Float32Array<ArrayBuffer>;
  /** What `predict` returns. */
  readonly parameterisation: Parameterisation;
  predict(xt: Float32Array<ArrayBuffer>, t: number): Float32Array | Promise<Float32Array>;
  /** Fresh z for the step that leaves t; asked only where the sampler adds noise. */
  noise(t: number): Float32Array<ArrayBuffer>;
  /** Keep x0Hat inside [-1, 1]. */
  readonly clip: boolean;
}

/** One moment of a reverse process: x_t, what was seen in it, and the weights that lead to s. */
export interface ReverseFrame extends Guess {
  readonly t: number;
  readonly s: number;
  readonly weights: StepWeights;
  readonly xt: Float32Array<ArrayBuffer>;
  readonly z: Float32Array<ArrayBuffer>;
}

/** Both readings of one prediction; x_t = sqrt(alphaBar_t) x0Hat + sqrt(1 - alphaBar_t) epsHat holds, clipped or not. */
export interface Guess {
  readonly x0Hat: Float32Array<ArrayBuffer>;
  readonly epsHat: Float32Array<ArrayBuffer>;
}

/**
 * From x_T to x_0, DDPM Alg. 2 with any sampler's weights. Yields a frame for each timestep; the last one, t = 0, holds x_0
 * and nothing left to remove. A frame's arrays are the receiver's, to keep or to move: the process does not read them again.
 *
 * @throws {RangeError} when the timesteps do not descend within T..0 or do not end in 0.
 */
export async function* reverseProcess<S extends ParamSpecs>(
  process: ReverseProcess<S>,
): AsyncGenerator<ReverseFrame, void> {
  const { schedule, sampler, params, timesteps, parameterisation, clip } = process;
  refuseOpenEnd(timesteps);
  let xt = process.xT;
  for (let k = 0; k + 1 < timesteps.length; k++) {
    const t = at(timesteps, k);
    const s = at(timesteps, k + 1);
    const weights = sampler.weights(schedule, t, s, params);
    const prediction = await process.predict(xt, t);
    const guess = readPrediction(schedule, t, xt, prediction, parameterisation, clip);
    const z = weights.z > 0 ? process.noise(t) : new Float32Array(xt.length);
    const xs = reverseStep(weights, xt, guess.x0Hat, z);
    yield { t, s, weights, xt, ...guess, z };
    xt = xs;
  }
  yield lastFrame(xt);
}

/** @throws {RangeError} when the timesteps of a process do not end in 0. */
export function refuseOpenEnd(timesteps: readonly number[]): void {
  if (timesteps.at(-1) !== 0)
    throw new RangeError(`the timesteps end in ${timesteps.at(-1)}; only 0 is legal`);
}

/** The moment at t = 0: x_0, and nothing left to remove. */
export function lastFrame(x0: Float32Array<ArrayBuffer>): ReverseFrame {
  const nothing = () => new Float32Array(x0.length);
  const weights = { xt: 1, x0Hat: 0, z: 0 };
  return { t: 0, s: 0, weights, xt: x0, x0Hat: x0.slice(), epsHat: nothing(), z: nothing() };
}

/** x0Hat and epsHat out of x_t and a prediction; where x0Hat is clipped, epsHat follows it. DDPM Eq. 15. */
export function readPrediction(
  schedule: Schedule,
  t: number,
  xt: Float32Array,
  prediction: Float32Array,
  parameterisation: Parameterisation,
  clip: boolean,
): Guess {
  const toX0 = conversionWeights(schedule, t, parameterisation, "x0");
  const toEps = conversionWeights(schedule, t, "x0", "eps");
  const x0Hat = new Float32Array(xt.length);
  const epsHat = new Float32Array(xt.length);
  for (let i = 0; i < xt.length; i++) {
    const unclipped = toX0.xt * at(xt, i) + toX0.prediction * at(prediction, i);
    const x0 = clip ? Math.min(1, Math.max(-1, unclipped)) : unclipped;
    x0Hat[i] = x0;
    epsHat[i] = toEps.xt * at(xt, i) + toEps.prediction * x0;
  }
  return { x0Hat, epsHat };
}

/** x_s = xt * x_t + x0Hat * x0Hat + z * z: one step of any sampler. */
export function reverseStep(
  weights: StepWeights,
  xt: Float32Array,
  x0Hat: Float32Array,
  z: Float32Array,
): Float32Array<ArrayBuffer> {
  const xs = new Float32Array(xt.length);
  for (let i = 0; i < xs.length; i++) {
    xs[i] = weights.xt * at(xt, i) + weights.x0Hat * at(x0Hat, i) + weights.z * at(z, i);
  }
  return xs;
}
