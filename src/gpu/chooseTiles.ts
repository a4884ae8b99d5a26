import { fastestTiles } from "./fastestTiles.ts";
import { recallTiles, rememberTiles } from "./tileMemory.ts";
import type { Candidates } from "./tiles.ts";
import { candidatesFor } from "./tiles.ts";
import { TileTrial } from "./tileTrial.ts";
import type { WebgpuBackend } from "./webgpuBackend.ts";

const chosen = new WeakMap<WebgpuBackend, Promise<void>>();

/**
 * Sets the variant of each kernel to the fastest on this device, once: found by timing them, or remembered from the last time.
 * Where the trial fails, those stay that the device began with.
 */
export function chooseTiles(backend: WebgpuBackend): Promise<void> {
  const known = chosen.get(backend);
  if (known) return known;
  const choice = backend.isSoftware ? Promise.resolve() : recallOrFind(backend);
  chosen.set(backend, choice);
  return choice;
}

async function recallOrFind(backend: WebgpuBackend): Promise<void> {
  const candidates = candidatesFor(backend.device.features);
  const remembered = await recallTiles(backend.adapterName, candidates);
  if (remembered) backend.tiles = remembered;
  else await findTiles(backend, candidates);
}

/** Times the variants, and remembers the fastest. */
export async function findTiles(backend: WebgpuBackend, candidates: Partial<Candidates>): Promise<void> {
  const start = backend.tiles;
  const trial = new TileTrial(backend);
  try {
    backend.tiles = await fastestTiles(start, candidates, (tiles) => trial.run(tiles));
    await rememberTiles(backend.adapterName, backend.tiles, candidatesFor(backend.device.features));
  } catch {
    backend.tiles = start;
  } finally {
    trial.dispose();
  }
}
