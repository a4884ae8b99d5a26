/** How a convolution spreads over threads. All tiles compute the same; machines differ in which is the fastest. */
export interface Tile {
  readonly name: string;
  /** Threads of a workgroup. */
  readonly threads: number;
  /** Neighbouring pixels of a row that a thread computes at most. */
  readonly pixels: 4 | 8 | 16;
  /** Vectors of four channels that a thread computes at most. */
  readonly vectors: 1 | 2 | 3 | 4;
  /**
   * What neighbouring threads compute: neighbouring channels of the same pixels, so that together they read one stretch of weights
   * and write one stretch of the result, or the same channels of neighbouring pixels.
   */
  readonly neighbours: "channels" | "pixels";
}

/**
 * For adapters in software. A number loaded costs there as much as fourteen multiply-adds: each is used as often as registers
 * allow.
 */
export const fatTile: Tile = { name: "fat", threads: 16, pixels: 16, vectors: 2, neighbours: "pixels" };

/** For GPUs: many threads with 8 x 4 results each, whose loads coalesce or are the same for all. */
export const coalescedTile: Tile = {
  ...{ name: "coalesced", threads: 64, pixels: 8, vectors: 1, neighbours: "channels" },
};

/** Pixels of a row per thread: as many as the tile allows, but not twice the row. */
export function pixelsPerThread(tile: Tile, width: number): 4 | 8 | 16 {
  if (width > 8 && tile.pixels === 16) return 16;
  return width > 4 && tile.pixels >= 8 ? 8 : 4;
}

/** Vectors of channels per thread: of those that the tile allows the most that leave the fewest over. */
export function vectorsPerThread(tile: Tile, vectors: number, pixels: number): number {
  // Half as many pixels leave room for twice the channels.
  const most = tile.vectors === 1 ? 1 : Math.min(4, (tile.vectors * tile.pixels) / pixels);
  const sizes = [4, 3, 2, 1].filter((size) => size <= most);
  const waste = (size: number) => size * Math.ceil(vectors / size) - vectors;
  return sizes.reduce((best, size) => (waste(size) < waste(best) ? size : best));
}
