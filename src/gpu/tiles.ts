import type { Tile } from "./kernels/convolutionTile.ts";
import { fatTile, quadTile, workgroupTile } from "./kernels/convolutionTile.ts";
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

export const gpuTiles: Tiles = {
  convolution: workgroupTile,
  convolutionInputGradient: workgroupTile,
  convolutionFilterGradient: workgroupTile,
  lanes: 128,
  sumLanes: 64,
  threads: Infinity,
};
