import type { DenoisedFrame } from "#store/session.ts";
import type { Picture } from "../figures/PixelCanvas.tsx";

export type FramePart = "xt" | "x0Hat" | "epsHat" | "z";

const pictures = new WeakMap<DenoisedFrame, Map<string, Picture>>();

/** Numbers [S,S,C] of one sample's picture. At t = 0 the picture itself is all there is to bet on. */
export function frameValues(frame: DenoisedFrame, part: FramePart, sample: number): Float32Array {
  const values = frame.t === 0 && part === "x0Hat" ? frame.xt : frame[part];
  const length = frame.size * frame.size * frame.channels;
  return values.subarray(sample * length, (sample + 1) * length);
}

/** One sample's picture in a frame; the same object every time, so that it is drawn once. */
export function framePicture(frame: DenoisedFrame, part: FramePart, sample: number): Picture {
  const known = pictures.get(frame) ?? new Map<string, Picture>();
  pictures.set(frame, known);
  const key = `${part} ${sample}`;
  const picture = known.get(key) ?? {
    pixels: frameValues(frame, part, sample),
    size: frame.size,
    channels: frame.channels,
  };
  known.set(key, picture);
  return picture;
}
