import type { DenoisedFrame, SamplingSession } from "#store/session.ts";
import { createContext, useContext } from "react";

/** What the panels of the Denoise room show: one reverse process, its frame at the playhead, and one of its samples. */
export interface DenoiseView {
  readonly process: SamplingSession;
  readonly frame: DenoisedFrame;
  /** Which of the frame's pictures the figures show. */
  readonly sample: number;
}

export const DenoiseContext = createContext<DenoiseView | null>(null);

/** The view of the Denoise room, or null until the first frame has come. */
export function useDenoise(): DenoiseView | null {
  return useContext(DenoiseContext);
}
