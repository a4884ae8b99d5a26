/** Timesteps from..to, both included, of which one stands for all. */
export interface Stratum {
  readonly from: number;
  readonly to: number;
}

/**
 * 1..T cut into strata. t = 1, whose term is the decoder's, is always alone; the lengths of the others grow like a geometric
 * series, because L_{t-1} falls about as 1 / t. T strata are the T timesteps.
 *
 * @throws {RangeError} when count is not a whole number in 2..T.
 */
export function timestepStrata(T: number, count: number): Stratum[] {
  if (!Number.isInteger(count) || count < 2 || count > T) {
    throw new RangeError(`count = ${count} is not a whole number in 2..${T}`);
  }
  const strata: Stratum[] = [{ from: 1, to: 1 }];
  let from = 2;
  for (let left = count - 1; left > 0; left--) {
    // What a ratio below 1 + 1 / from cannot give to the first ones, the later ones share.
    const next = Math.max(from + 1, Math.round(from * ((T + 1) / from) ** (1 / left)));
    strata.push({ from, to: next - 1 });
    from = next;
  }
  return strata;
}

/** How many timesteps a stratum stands for. */
export function lengthOf({ from, to }: Stratum): number {
  return to - from + 1;
}

/** A timestep of the stratum, each as likely, out of a uniform number in [0, 1). */
export function timestepIn(stratum: Stratum, uniform: number): number {
  return stratum.from + Math.floor(uniform * lengthOf(stratum));
}
