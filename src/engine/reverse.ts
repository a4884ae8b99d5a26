import type { ReverseFrame, ReverseProcess } from "#diffusion/reverse.ts";
import { reverseProcess } from "#diffusion/reverse.ts";
import { at } from "#math/at.ts";
import { normals, streams } from "#math/random.ts";
import type { Denoiser } from "./denoiser.ts";

/** What each image is to show. */
export interface Condition {
  /** Class of each image, [B]. */
  readonly labels: Int32Array;
  /**
   * How far the prediction goes from the one without a class to the one with it, and beyond: 0 ignores the class, 1 samples with it.
   * 1 + w in Ho & Salimans 2022, Eq. 6.
   */
  readonly guidance: number;
}

/** A reverse process but for who denoises; images are [B,H,W,C]. */
export interface ReverseOrder extends Omit<ReverseProcess, "parameterisation" | "predict" | "noise"> {
  /** Of the noise that the sampler adds. */
  readonly seed: number;
  /** Null for images of no class in particular. */
  readonly condition: Condition | null;
  /** Which of the moves are looked at; the end, t = 0, always is. */
  readonly isShown: (move: number) => boolean;
}

/**
 * From x_T to x_0: for each move its frame, or null where it is not looked at. A captured network takes its steps on the GPU, and
 * only what is looked at comes back.
 */
export async function* reverse(
  denoiser: Denoiser,
  order: ReverseOrder,
): AsyncGenerator<ReverseFrame | null, void> {
  if (denoiser.reverse) return yield* denoiser.reverse(order);
  const { isShown } = order;
  const noise = noiseOf(order);
  const process = reverseProcess({
    ...order,
    parameterisation: denoiser.parameterisation,
    predict: (xt, t) => predictGuided(denoiser, xt, t, order.condition),
    noise,
  });
  let move = 0;
  for await (const frame of process) yield frame.t === 0 || isShown(move++) ? frame : null;
}

/** z of the move that leaves t: a pure function of the seed and t. */
export function noiseOf({ seed, xT }: ReverseOrder): (t: number) => Float32Array<ArrayBuffer> {
  // xT leaves with the first frame, and may have no length any more.
  const { length } = xT;
  return (t) => normals(seed, streams.sample, t, length);
}

/** Whether guidance asks about each image with its class and with none: unless one of the two is all that counts. */
export function isAskedTwice(condition: Condition | null, classes: number | null): boolean {
  return condition !== null && classes !== null && condition.guidance !== 0 && condition.guidance !== 1;
}

/**
 * Classifier-free guidance: from the prediction without a class by `guidance` times what the class changes. eps, x_0 and v are guided
 * alike, as each is the same sum of x_t and any other. Ho & Salimans 2022, Eq. 6.
 */
async function predictGuided(
  denoiser: Denoiser,
  xt: Float32Array,
  t: number,
  condition: Condition | null,
): Promise<Float32Array> {
  if (!condition || condition.guidance === 0) return denoiser.predict(xt, t, null);
  const { labels, guidance } = condition;
  if (guidance === 1) return denoiser.predict(xt, t, labels);
  const free = await denoiser.predict(xt, t, null);
  const told = await denoiser.predict(xt, t, labels);
  return free.map((value, i) => value + guidance * (at(told, i) - value));
}
