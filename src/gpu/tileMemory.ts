import type { Candidates, Tiles } from "./tiles.ts";

/** Raised whenever the variants or their trial change: what was the fastest before says nothing. */
const VERSION = 2;
const STORE = "noise-and-back-tiles";

/** Whether this platform keeps anything; Node does not. */
export function canRemember(): boolean {
  return globalThis.caches !== undefined;
}

/** The variants that were the fastest on this adapter the last time, or null where that is not known. */
export async function recallTiles(adapter: string, candidates: Candidates): Promise<Tiles | null> {
  try {
    const answer = await (await store())?.match(addressOf(adapter));
    const chosen: unknown = await answer?.json();
    return Array.isArray(chosen) ? tilesOf(chosen, candidates) : null;
  } catch {
    // A browser that keeps nothing is asked anew each time.
    return null;
  }
}

/** Keeps them for the next time, where the browser keeps anything. */
export async function rememberTiles(adapter: string, tiles: Tiles, candidates: Candidates): Promise<void> {
  const chosen = fieldsOf(candidates).map((field) =>
    candidates[field].findIndex((value) => value === tiles[field]),
  );
  try {
    await (await store())?.put(addressOf(adapter), new Response(JSON.stringify(chosen)));
  } catch {
    // The next time they are timed again.
  }
}

/** Asks anew the next time: what was remembered does not work any more. */
export async function forgetTiles(adapter: string): Promise<void> {
  try {
    await (await store())?.delete(addressOf(adapter));
  } catch {
    // What cannot be forgotten is tried first the next time, and passed over again.
  }
}

async function store(): Promise<Cache | null> {
  return canRemember() ? caches.open(STORE) : null;
}

/** A cache wants addresses; nobody ever asks this one. */
function addressOf(adapter: string): string {
  return `https://tiles.invalid/${VERSION}/${encodeURIComponent(adapter)}`;
}

/** Null when one of the numbers names no variant. */
function tilesOf(chosen: readonly unknown[], candidates: Candidates): Tiles | null {
  const entries = fieldsOf(candidates).map(
    (field, i) => [field, candidates[field][Number(chosen[i])]] as const,
  );
  if (entries.some(([, value]) => value === undefined)) return null;
  // Each value comes from the candidates of its own field.
  return Object.fromEntries(entries) as unknown as Tiles;
}

function fieldsOf(candidates: Candidates): (keyof Tiles)[] {
  return Object.keys(candidates).toSorted() as (keyof Tiles)[];
}
