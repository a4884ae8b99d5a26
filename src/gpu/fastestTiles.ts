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
 * not give the numbers of `start`, is left out however fast it is.
 *
 * @throws whatever `run` throws on `start` itself.
 */
export async function fastestTiles(
  start: Tiles,
  candidates: Partial<Candidates>,
  run: (tiles: Tiles) => Promise<TrialResult>,
): Promise<Tiles> {
  const expected = await run(start);
  let best = { tiles: start, milliseconds: expected.milliseconds };
  for (const [field, values] of Object.entries(candidates)) {
    for (const value of values) {
      const tiles: Tiles = { ...best.tiles, [field]: value };
      if (best.tiles[field as keyof Tiles] === value) continue;
      const result = await run(tiles).catch(() => null);
      if (!result || !agree(result.values, expected.values)) continue;
      const { milliseconds } = result;
      if (milliseconds < GAIN * best.milliseconds) best = { tiles, milliseconds };
    }
  }
  return best.tiles;
}

function agree(values: readonly Float32Array[], expected: readonly Float32Array[]): boolean {
  return expected.every((wanted, i) => {
    const scale = wanted.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    // Written so that a NaN agrees with nothing.
    return wanted.every((value, j) => Math.abs(at(at(values, i), j) - value) <= TOLERANCE * scale);
  });
}
