import { useMemo } from "react";
import { gatherImages } from "#data/batch.ts";
import { resizeDataset } from "#data/resize.ts";
import { qSample } from "#diffusion/forward.ts";
import { normals, streams } from "#math/random.ts";
import type { Picture } from "../figures/PixelCanvas.tsx";
import { useAppState } from "../state/appContext.tsx";
import { useHighlights } from "../state/useDataset.ts";
import { useSchedule } from "../state/useSchedule.ts";

/** What a network would be asked: a noisy picture, and the noise that was put in. */
export interface NoisyExample {
  readonly t: number;
  readonly xt: Picture;
  readonly eps: Picture;
}

/** Share of the way to noise at which the example stands: the picture can still be made out. */
const SHARE = 0.25;

/** A picture of the dataset that would be trained on, at that size, with the page's own noise; null until it has loaded. */
export function useNoisyExample(): NoisyExample | null {
  const data = useAppState(({ choices }) => choices.data);
  const px = useAppState(({ choices }) => Number(choices.px));
  const seed = useAppState(({ choices }) => choices.noiseSeed);
  const schedule = useSchedule();
  const { dataset: highlights } = useHighlights(data);
  return useMemo(() => {
    if (!highlights) return null;
    const dataset = resizeDataset(highlights, Math.min(px, highlights.size));
    const x0 = gatherImages(dataset, [0]);
    const eps = normals(seed, streams.forward, 0, x0.length);
    const t = Math.max(1, Math.round(SHARE * schedule.T));
    const { size, channels } = dataset;
    return {
      t,
      xt: { pixels: qSample(schedule, t, x0, eps), size, channels },
      eps: { pixels: eps, size, channels },
    };
  }, [highlights, px, seed, schedule]);
}
