import { at } from "./at.ts";

/** Arithmetic mean; NaN of nothing. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += at(values, i);
  return sum / values.length;
}

/** Standard deviation about the mean, divided by n; NaN of nothing. */
export function standardDeviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (at(values, i) - centre) ** 2;
  return Math.sqrt(sum / values.length);
}

/**
 * Density of the values over equal bins of min..max, to be drawn against a density curve: it sums to 1 over the bins' width
 * when every value lies inside, and to the share inside otherwise.
 */
export function histogram(
  values: ArrayLike<number>,
  min: number,
  max: number,
  bins: number,
): Float64Array<ArrayBuffer> {
  const width = (max - min) / bins;
  const densities = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor((at(values, i) - min) / width);
    if (bin >= 0 && bin < bins) densities[bin] = at(densities, bin) + 1 / (values.length * width);
  }
  return densities;
}

/**
 * The average after its n-th value, n = 1, 2, ..: an exponential moving average that is not pulled towards its start,
 * m_n = m_{n-1} + (1 - decay) / (1 - decay^n) (value - m_{n-1}). The corrected mean of Adam, Kingma & Ba 2015, Sec. 3.
 */
export function debiasedAverage(previous: number, value: number, decay: number, n: number): number {
  return previous + ((1 - decay) / (1 - decay ** n)) * (value - previous);
}
