import { capturingBackend } from "./capturingBackend.ts";
import { fastestTiles } from "./fastestTiles.ts";
import { switchKernels } from "./ops/register.ts";
import { recallTiles, rememberTiles } from "./tileMemory.ts";
import type { Candidates } from "./tiles.ts";
import { candidatesFor } from "./tiles.ts";
import { TileTrial } from "./tileTrial.ts";
import type { WebgpuBackend } from "./webgpuBackend.ts";

/**
 * Proves our kernels on the present backend, where it runs them, and sets the variant of each to the fastest: timed once, and
 * remembered for the adapter. If they fail, or differ from tfjs' own, tfjs' own do the work from here on.
 *
 * @returns why tfjs' own do the work, or null.
 */
export async function proveKernels(): Promise<string | null> {
  const backend = capturingBackend();
  // Every change is tested on this one: nothing new would be learnt, at the price of seconds.
  if (!backend || backend.adapterName.includes("swiftshader")) return null;
  const candidates = backend.isSoftware ? {} : candidatesFor(backend.device.features);
  return proveTiles(backend, candidates);
}

/** Proves the variants that a backend has, and finds the fastest of the candidates; see `proveKernels`. */
export async function proveTiles(
  backend: WebgpuBackend,
  candidates: Partial<Candidates>,
): Promise<string | null> {
  const all = candidatesFor(backend.device.features);
  const trial = new TileTrial(backend);
  try {
    const expected = await trial.composed();
    const remembered = await recallTiles(backend.adapterName, all);
    const wanted = remembered ? {} : candidates;
    backend.tiles = await fastestTiles(remembered ?? backend.tiles, wanted, expected, (tiles) =>
      trial.run(tiles),
    );
    if (!remembered) await rememberTiles(backend.adapterName, backend.tiles, all);
    return null;
  } catch (error) {
    switchKernels(false);
    return `our kernels are no good here: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    trial.dispose();
  }
}
