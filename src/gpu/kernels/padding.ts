/** Floats from one part of a flat buffer to the next are a multiple of this: 256 bytes, where every device lets a binding begin. */
export const ALIGNMENT = 64;

/** `size` floats with the room up to the next part. */
export function paddedSize(size: number): number {
  return ALIGNMENT * Math.ceil(size / ALIGNMENT);
}
