import { at } from "./at.ts";

/** Density of the values over `bins` equal bins of [min, max]: the bars' area is the share of values inside. */
export function histogram(values: ArrayLike<number>, min: number, max: number, bins: number): Float64Array<ArrayBuffer> {
  const densities = new Float64Array(bins);
  const unit = bins / ((max - min) * values.length);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor(((at(values, i) - min) / (max - min)) * bins);
    if (bin >= 0 && bin < bins) densities[bin] = at(densities, bin) + unit;
  }
  return densities;
}
