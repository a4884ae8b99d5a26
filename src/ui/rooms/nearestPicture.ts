import type { Dataset } from "#data/dataset.ts";
import { nearestImage } from "#data/nearest.ts";
import { qSampleWeights } from "#diffusion/forward.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { at } from "#math/at.ts";
import type { DenoisedFrame } from "#store/session.ts";
import { frameValues } from "./framePicture.ts";

/** The training picture that one sample's bet looks most like. */
export interface NearestPicture {
  readonly index: number;
  /** Root mean square over all values in [-1, 1]. */
  readonly distance: number;
  /** Its share in the exact optimum's bet; null for a network, and at t = 0 where nothing is left to weigh. */
  readonly weight: number | null;
}

/**
 * The nearest of the `candidates` to a sample's x0Hat. The optimum's weights are a softmax of
 * -|x_t - sqrt(alphaBar_t) x_i|^2 / (2 (1 - alphaBar_t)) over the candidates, as E[x_0 given x_t] has them.
 *
 * @returns null where the bet is not finite: a network that diverged looks like nothing.
 */
export function nearestPicture(
  dataset: Dataset,
  candidates: Int32Array,
  schedule: Schedule,
  frame: DenoisedFrame,
  sample: number,
): NearestPicture | null {
  const x0Hat = frameValues(frame, "x0Hat", sample);
  if (!x0Hat.every((value) => Number.isFinite(value))) return null;
  const { index, distance } = nearestImage(dataset, candidates, x0Hat);
  if (frame.step !== null || frame.t === 0) return { index, distance, weight: null };
  const weights = qSampleWeights(schedule, frame.t);
  const xt = frameValues(frame, "xt", sample);
  const own = squaredDistance(dataset, index, xt, weights.x0);
  let sum = 0;
  for (const candidate of candidates) {
    const other = squaredDistance(dataset, candidate, xt, weights.x0);
    sum += Math.exp((own - other) / (2 * weights.eps ** 2));
  }
  return { index, distance, weight: 1 / sum };
}

function squaredDistance({ images }: Dataset, index: number, xt: Float32Array, scale: number): number {
  const from = index * xt.length;
  let sum = 0;
  for (let i = 0; i < xt.length; i++) {
    sum += (at(xt, i) - scale * (at(images, from + i) / 127.5 - 1)) ** 2;
  }
  return sum;
}
