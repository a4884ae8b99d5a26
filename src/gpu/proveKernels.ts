import { capturingBackend } from "./capturingBackend.ts";
import { fastestTiles } from "./fastestTiles.ts";
import { switchKernels } from "./ops/register.ts";
import { proveStep } from "./stepProof.ts";
import { canRemember, forgetTiles, recallTiles, rememberTiles } from "./tileMemory.ts";
import type { Candidates, Tiles } from "./tiles.ts";
import { candidatesFor, softwareTiles } from "./tiles.ts";
import { TileTrial } from "./tileTrial.ts";
import type { WebgpuBackend } from "./webgpuBackend.ts";

/**
 * Proves our kernels on the present backend, where it runs them, and sets the variant of each to the fastest: timed once, and
 * remembered for the adapter. If they fail, or differ from tfjs' own, tfjs' own do the work from here on.
 *
 * @param isTimed whether time decides. Where a choice is not remembered, two processes could choose differently, round
 * differently, and train different networks from one seed.
 * @returns why tfjs' own do the work, or null.
 */
export async function proveKernels(isTimed = canRemember()): Promise<string | null> {
  const backend = capturingBackend();
  // Every change is tested on this one: nothing new would be learnt, at the price of seconds.
  if (!backend || backend.adapterName.includes("swiftshader")) return null;
  const candidates = isTimed && !backend.isSoftware ? candidatesFor(backend.device.features) : {};
  return proveTiles(backend, candidates);
}

/** Proves the variants that a backend has, and finds the fastest of the candidates; see `proveKernels`. */
export async function proveTiles(
  backend: WebgpuBackend,
  candidates: Partial<Candidates>,
): Promise<string | null> {
  const trial = new TileTrial(backend);
  try {
    await chooseTiles(backend, candidates, trial);
    return null;
  } catch (error) {
    switchKernels(false);
    return `our kernels are no good here: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    trial.dispose();
  }
}

/**
 * Sets the variants to those remembered, or to the fastest of the candidates; proved, either.
 *
 * @throws {Error} when neither what the backend begins with is any good, nor the variants that ask the least of an adapter.
 */
async function chooseTiles(
  backend: WebgpuBackend,
  candidates: Partial<Candidates>,
  trial: TileTrial,
): Promise<void> {
  const { adapterName, tiles: first, device } = backend;
  const all = candidatesFor(device.features);
  const expected = await trial.composed();
  const fastest = async (start: Tiles, among: Partial<Candidates>) => {
    backend.tiles = await fastestTiles(start, among, expected, (tiles) => trial.prepare(tiles));
    await proveStep(backend);
  };
  const remembered = await recallTiles(adapterName, all);
  if (remembered) {
    try {
      return await fastest(remembered, {});
    } catch {
      // The driver may be another one than it was.
      await forgetTiles(adapterName);
    }
  }
  await fastest(first, candidates).catch(() => fastest(softwareTiles, candidates));
  await rememberTiles(adapterName, backend.tiles, all);
}
