import { at } from "#math/at.ts";
import type { Candidates, Tiles } from "./tiles.ts";

/** What a run with certain variants took and gave. */
export interface TrialResult {
  readonly milliseconds: number;
  readonly values: readonly Float32Array[];
}

/** Results of two variants differ by rounding alone. */
const TOLERANCE = 1e-2;
/** A variant has to take at most this share of the time to be worth a change. */
const GAIN = 0.97;

/**
 * The fastest variant of each kernel, one kernel after the other, beginning with `start`. A variant that does not run, or does
 * not give the `expected` numbers, is left out however fast it is.
 *
 * @throws whatever `run` throws on `start` itself.
 * @throws {Error} when `start` does not give the expected numbers.
 */
export async function fastestTiles(
  start: Tiles,
  candidates: Partial<Candidates>,
  expected: readonly Float32Array[],
  run: (tiles: Tiles) => Promise<TrialResult>,
): Promise<Tiles> {
  const first = await run(start);
  if (!agree(first.values, expected)) throw new Error("their numbers differ from those of tfjs' own");
  let best = { tiles: start, milliseconds: first.milliseconds };
  for (const [field, values] of Object.entries(candidates)) {
    for (const value of values) {
      const tiles: Tiles = { ...best.tiles, [field]: value };
      if (best.tiles[field as keyof Tiles] === value) continue;
      const result = await run(tiles).catch(() => null);
      if (!result || !agree(result.values, expected)) continue;
      const { milliseconds } = result;
      if (milliseconds < GAIN * best.milliseconds) best = { tiles, milliseconds };
    }
  }
  return best.tiles;
}

function agree(values: readonly Float32Array[], expected: readonly Float32Array[]): boolean {
  const largest = Math.max(...expected.map(largestOf));
  return expected.every((wanted, i) => {
    // What is nothing but rounding, as the gradient of the keys' bias, is held to the others.
    const scale = Math.max(largestOf(wanted), largest / 100);
    // Written so that a NaN agrees with nothing.
    return wanted.every((value, j) => Math.abs(at(at(values, i), j) - value) <= TOLERANCE * scale);
  });
}

function largestOf(values: Float32Array): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}
