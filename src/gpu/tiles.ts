import type { Tile } from "./kernels/convolutionTile.ts";
import { fatTile, quadTile, tiles, workgroupTile } from "./kernels/convolutionTile.ts";
import type { Lanes } from "./kernels/lanes.ts";

/** Which of its variants each kernel runs in: what suits one adapter is slow on another. */
export interface Tiles {
  readonly convolution: Tile;
  readonly convolutionInputGradient: Tile;
  readonly convolutionFilterGradient: Tile;
  /** Threads that share an image, a group or a sum. */
  readonly lanes: Lanes;
  /** Threads that share the sum of a stretch of the gradient. */
  readonly sumLanes: Lanes;
  /** Threads at most for work on each element alone. */
  readonly threads: number;
}

/** For adapters in software: few threads with much to do, and no barriers. */
export const softwareTiles: Tiles = {
  convolution: fatTile,
  convolutionInputGradient: fatTile,
  convolutionFilterGradient: fatTile,
  lanes: 1,
  sumLanes: 1,
  threads: 4096,
};

/** For those whose threads also know their neighbours: the feature `subgroups`. */
export const quadTiles: Tiles = {
  ...softwareTiles,
  convolution: quadTile,
  convolutionInputGradient: quadTile,
  convolutionFilterGradient: quadTile,
};

/** For graphics cards, until what is fastest on this one is known. */
export const gpuTiles: Tiles = {
  convolution: workgroupTile,
  convolutionInputGradient: workgroupTile,
  convolutionFilterGradient: workgroupTile,
  lanes: 128,
  sumLanes: 64,
  threads: Infinity,
};

/** What a device begins with. Only on the software adapter that every change is tested on are quads taken on trust. */
export function firstTiles(device: GPUDevice, architecture: string, isSoftware: boolean): Tiles {
  if (!isSoftware) return gpuTiles;
  return architecture === "swiftshader" && device.features.has("subgroups") ? quadTiles : softwareTiles;
}

/** The variants of each kernel that may run on a device with these features. */
export type Candidates = { readonly [K in keyof Tiles]: readonly Tiles[K][] };

export function candidatesFor(features: Pick<ReadonlySet<string>, "has">): Candidates {
  const convolutions = tiles.filter((tile) => !needsSubgroups(tile) || features.has("subgroups"));
  return {
    convolution: convolutions,
    convolutionInputGradient: convolutions,
    convolutionFilterGradient: convolutions,
    lanes: [1, 64, 128, 256],
    sumLanes: [1, 64, 128, 256],
    threads: [4096, Infinity],
  };
}

function needsSubgroups(tile: Tile): boolean {
  return tile.kind === "registers" && tile.shares;
}
