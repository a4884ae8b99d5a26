import { at } from "#math/at.ts";
import type { Candidates, Tiles } from "./tiles.ts";

/** Work in certain variants of the kernels, ready to run. */
export interface Trial {
  /** What it gave. */
  readonly values: readonly Float32Array[];
  /** Runs it for a while, and says how many milliseconds one run took. */
  time(): Promise<number>;
  dispose(): void;
}

/** Results of two variants differ by rounding alone. */
const TOLERANCE = 1e-2;
/** Timings of each of two variants that are compared. */
const ROUNDS = 5;
/** A variant has to take at most this share of the time to be worth a change: less is noise. */
const GAIN = 0.95;

/**
 * The fastest variant of each kernel, one kernel after the other, beginning with `start`. A variant that does not run, or does
 * not give the `expected` numbers, is left out however fast it is.
 *
 * @throws whatever `prepare` throws on `start` itself.
 * @throws {Error} when `start` does not give the expected numbers.
 */
export async function fastestTiles(
  start: Tiles,
  candidates: Partial<Candidates>,
  expected: readonly Float32Array[],
  prepare: (tiles: Tiles) => Promise<Trial>,
): Promise<Tiles> {
  let best = { tiles: start, trial: await prepare(start) };
  try {
    if (!agree(best.trial.values, expected)) throw new Error("their numbers differ from those of tfjs' own");
    for (const [field, values] of Object.entries(candidates)) {
      for (const value of values) {
        if (best.tiles[field as keyof Tiles] === value) continue;
        const tiles: Tiles = { ...best.tiles, [field]: value };
        const trial = await prepare(tiles).catch(() => null);
        if (!trial) continue;
        const challenger = { tiles, trial };
        const isBetter = agree(trial.values, expected) && (await isFaster(trial, best.trial));
        const loser = isBetter ? best : challenger;
        if (isBetter) best = challenger;
        loser.trial.dispose();
      }
    }
    return best.tiles;
  } finally {
    best.trial.dispose();
  }
}

/** By the shortest of several timings each, taken in turn: what slows the device down meanwhile slows both. */
async function isFaster(challenger: Trial, champion: Trial): Promise<boolean> {
  let [own, other] = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round++) {
    own = Math.min(own, await challenger.time());
    other = Math.min(other, await champion.time());
  }
  return own < GAIN * other;
}

/** Whether all numbers are those expected, to a share of the largest of their kind. */
export function agree(
  values: readonly Float32Array[],
  expected: readonly Float32Array[],
  tolerance = TOLERANCE,
): boolean {
  const largest = Math.max(...expected.map(largestOf));
  return expected.every((wanted, i) => {
    // What is nothing but rounding, as the gradient of the keys' bias, is held to the others.
    const scale = Math.max(largestOf(wanted), largest / 100);
    // Written so that a NaN agrees with nothing.
    return wanted.every((value, j) => Math.abs(at(at(values, i), j) - value) <= tolerance * scale);
  });
}

function largestOf(values: Float32Array): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}
