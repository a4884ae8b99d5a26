import { at } from "#math/at.ts";

/**
 * How x0Hat is kept inside the range of pictures, [-1, 1]: not at all, value by value, or dynamically. Dynamic thresholding
 * divides an image by a quantile of its own absolute values where that is above 1, so that strong guidance does not saturate it.
 */
export type Clipping = "none" | "range" | "dynamic";

/** The quantile that dynamic thresholding takes: the default of diffusers. Saharia et al. 2022 (Imagen), Sec. 2.3, name none. */
export const DYNAMIC_QUANTILE = 0.995;

/** Clips images in place, each of `imageLength` values. */
export function clipImages(images: Float32Array, clipping: Clipping, imageLength: number): void {
  if (clipping === "none") return;
  for (let from = 0; from < images.length; from += imageLength) {
    const image = images.subarray(from, from + imageLength);
    const bound = clipping === "dynamic" ? dynamicBound(image) : 1;
    for (const [i, value] of image.entries()) image[i] = Math.min(bound, Math.max(-bound, value)) / bound;
  }
}

/** max(1, the quantile of |x|), interpolated between its two neighbours as `torch.quantile` does. */
export function dynamicBound(image: Float32Array): number {
  const sorted = image.map(Math.abs).sort();
  const place = DYNAMIC_QUANTILE * (sorted.length - 1);
  const below = at(sorted, Math.floor(place));
  const above = at(sorted, Math.ceil(place));
  return Math.max(1, below + (place % 1) * (above - below));
}
