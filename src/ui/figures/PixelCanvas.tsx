import { useLayoutEffect, useRef } from "react";
import { toRgba } from "./pixels.ts";
import type { PixelMode } from "./pixels.ts";

/** One picture as numbers: pixels [S,S,C]. */
export interface Picture {
  readonly pixels: Float32Array;
  readonly size: number;
  readonly channels: 1 | 3;
}

interface PixelCanvasProps {
  readonly picture: Picture | null;
  readonly mode?: PixelMode;
  /** What the picture shows, for those who cannot see it; left out where the text beside it says so. */
  readonly label?: string;
  readonly className?: string | undefined;
}

/** A picture at its native resolution, redrawn whenever its numbers change; CSS scales it up with crisp pixels. */
export function PixelCanvas({ picture, mode = "image", label, className }: PixelCanvasProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext("2d");
    if (!canvas || !context || !picture) return;
    const { pixels, size, channels } = picture;
    if (canvas.width !== size || canvas.height !== size) {
      canvas.width = size;
      canvas.height = size;
    }
    const image = context.createImageData(size, size);
    toRgba(pixels, channels, mode, image.data);
    context.putImageData(image, 0, 0);
  }, [picture, mode]);
  return label ? (
    <canvas ref={ref} className={className} width={1} height={1} role="img" aria-label={label} />
  ) : (
    <canvas ref={ref} className={className} width={1} height={1} aria-hidden />
  );
}
