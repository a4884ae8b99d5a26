import { createContext, useContext } from "react";
import type { Schedule } from "#diffusion/schedule.ts";
import type { Picture } from "../figures/PixelCanvas.tsx";
import type { ForwardProcess } from "./forwardProcess.ts";

/** What the panels of the Noise room show: one picture, its way to noise, and the moment t. */
export interface NoiseView {
  readonly schedule: Schedule;
  readonly process: ForwardProcess;
  readonly t: number;
  /** x_t, drawn once for all figures. */
  readonly xt: Float32Array;
  /** Wraps numbers of this picture's shape. */
  picture(pixels: Float32Array): Picture;
}

export const NoiseContext = createContext<NoiseView | null>(null);

/** The view of the Noise room, or null until its picture has loaded. */
export function useNoise(): NoiseView | null {
  return useContext(NoiseContext);
}
