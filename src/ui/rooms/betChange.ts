import { at } from "#math/at.ts";
import type { DenoisedFrame } from "#store/session.ts";
import { frameValues } from "./framePicture.ts";

/** Neighbours at each side that a change is averaged with. */
const SMOOTHING_REACH = 2;

/**
 * How much the bet changes from one visited frame to the next: the root mean square of the difference of x0Hat, averaged
 * over up to five neighbouring steps. One number per frame; the first frame, which has none before it, shares its
 * neighbours'.
 */
export function betChanges(frames: readonly DenoisedFrame[], sample: number): number[] {
  const raw = frames
    .slice(1)
    .map((frame, k) =>
      rootMeanSquare(frameValues(at(frames, k), "x0Hat", sample), frameValues(frame, "x0Hat", sample)),
    );
  return frames.map((_, k) => {
    const near = raw.slice(Math.max(0, k - 1 - SMOOTHING_REACH), k + SMOOTHING_REACH);
    return near.reduce((sum, change) => sum + change, 0) / Math.max(1, near.length);
  });
}

function rootMeanSquare(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (at(a, i) - at(b, i)) ** 2;
  return Math.sqrt(sum / a.length);
}
