import { at } from "#math/at.ts";
import type { Clipping } from "./clipping.ts";
import { clipImages } from "./clipping.ts";
import type { Parameterisation } from "./parameterisation.ts";
import { conversionWeights } from "./parameterisation.ts";
import type { Move, StepWeights } from "./sampler.ts";
import type { Schedule } from "./schedule.ts";

/** What decides a reverse process. Images are flat, of any shape, e.g. [B,H,W,C]. */
export interface ReverseProcess {
  readonly schedule: Schedule;
  /** A sampler's way down to 0; a branch's begins where x_t was frozen. */
  readonly moves: readonly Move[];
  /** x at the first move's t: pure noise, or the frozen x_t of a branch. */
  readonly xT: Float32Array<ArrayBuffer>;
  /** Values of one image, H W C. */
  readonly imageLength: number;
  /** What `predict` returns. */
  readonly parameterisation: Parameterisation;
  predict(xt: Float32Array<ArrayBuffer>, t: number): Float32Array | Promise<Float32Array>;
  /** Fresh z for the step that leaves t; asked only where the sampler adds noise. */
  noise(t: number): Float32Array<ArrayBuffer>;
  /** How x0Hat is kept inside the range of pictures. */
  readonly clipping: Clipping;
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
 * From x_T to x_0, DDPM Alg. 2 with any sampler's moves. Yields a frame for each move; the last one, t = 0, holds x_0 and nothing
 * left to remove. A frame's arrays are the receiver's, to keep or to move: the process does not read them again.
 */
export async function* reverseProcess(process: ReverseProcess): AsyncGenerator<ReverseFrame, void> {
  const { schedule, parameterisation, clipping, imageLength } = process;
  let xt = process.xT;
  let x0HatBefore = new Float32Array(xt.length);
  for (const { t, s, weights } of process.moves) {
    const prediction = await process.predict(xt, t);
    const guess = readPrediction(schedule, t, xt, prediction, parameterisation, clipping, imageLength);
    const z = weights.z > 0 ? process.noise(t) : new Float32Array(xt.length);
    const xs = reverseStep(weights, xt, guess.x0Hat, x0HatBefore, z);
    x0HatBefore = guess.x0Hat.slice();
    yield { t, s, weights, xt, ...guess, z };
    xt = xs;
  }
  yield lastFrame(xt);
}

/** The moment at t = 0: x_0, and nothing left to remove. */
export function lastFrame(x0: Float32Array<ArrayBuffer>): ReverseFrame {
  const nothing = () => new Float32Array(x0.length);
  const weights = { xt: 1, x0Hat: 0, x0HatBefore: 0, z: 0 };
  return { t: 0, s: 0, weights, xt: x0, x0Hat: x0.slice(), epsHat: nothing(), z: nothing() };
}

/** x0Hat and epsHat out of x_t and a prediction; where x0Hat is clipped, epsHat follows it. DDPM Eq. 15. */
export function readPrediction(
  schedule: Schedule,
  t: number,
  xt: Float32Array,
  prediction: Float32Array,
  parameterisation: Parameterisation,
  clipping: Clipping,
  imageLength: number,
): Guess {
  const toX0 = conversionWeights(schedule, t, parameterisation, "x0");
  const toEps = conversionWeights(schedule, t, "x0", "eps");
  const x0Hat = new Float32Array(xt.length);
  for (let i = 0; i < xt.length; i++) {
    x0Hat[i] = toX0.xt * at(xt, i) + toX0.prediction * at(prediction, i);
  }
  clipImages(x0Hat, clipping, imageLength);
  const epsHat = xt.map((x, i) => toEps.xt * x + toEps.prediction * at(x0Hat, i));
  return { x0Hat, epsHat };
}

/** x_s = xt * x_t + x0Hat * x0Hat + x0HatBefore * x0HatBefore + z * z: one step of any sampler. */
export function reverseStep(
  weights: StepWeights,
  xt: Float32Array,
  x0Hat: Float32Array,
  x0HatBefore: Float32Array,
  z: Float32Array,
): Float32Array<ArrayBuffer> {
  const xs = new Float32Array(xt.length);
  for (let i = 0; i < xs.length; i++) {
    xs[i] =
      weights.xt * at(xt, i) +
      weights.x0Hat * at(x0Hat, i) +
      weights.x0HatBefore * at(x0HatBefore, i) +
      weights.z * at(z, i);
  }
  return xs;
}
