import { range } from "./unroll.ts";

/**
 * What a thread reads along a row for its `pixels` neighbouring results: `slots` neighbouring pixels of the source, each loaded
 * once and used by all taps that meet it.
 */
export interface Columns {
  readonly slots: number;
  /** WGSL, i32: column of slot 0 in the source, from `column`, the first column of the tile. */
  readonly first: string;
  /** For the p-th result: which slots count, each times the sum of the weights of which taps. */
  readonly terms: (p: number) => readonly Term[];
}

export interface Term {
  readonly slot: number;
  /** Columns of the filter whose weights are added up: they meet the same pixel of a source that is read upsampled. */
  readonly taps: readonly number[];
}

interface Filter {
  readonly kernel: 1 | 3;
  readonly stride: 1 | 2;
  readonly upsampled: boolean;
}

/** Result w meets source column s w + j - padLeft; of an upsampled source, half of that. */
export function forwardColumns({ kernel, stride, upsampled }: Filter, pixels: number): Columns {
  if (upsampled) {
    const even = [
      { slot: 0, taps: [0] },
      { slot: 1, taps: [1, 2] },
    ];
    const odd = [
      { slot: 1, taps: [0, 1] },
      { slot: 2, taps: [2] },
    ];
    return {
      slots: pixels / 2 + 2,
      first: "(column - params.padLeft) >> 1u",
      terms: (p) =>
        (p % 2 === 0 ? even : odd).map(({ slot, taps }) => ({ slot: Math.floor(p / 2) + slot, taps })),
    };
  }
  return {
    slots: (pixels - 1) * stride + kernel,
    first: `column * ${stride} - params.padLeft`,
    terms: (p) => range(kernel).map((j) => ({ slot: p * stride + j, taps: [j] })),
  };
}

/**
 * Column w of the input gradient meets column (w + padLeft - j) / s of dy where that is whole; with stride 2 a tile starts at an
 * even w + padLeft. An upsampled source has its copies 2 w and 2 w + 1: together they meet columns 2 w - 1 to 2 w + 2.
 */
export function backwardColumns({ kernel, stride, upsampled }: Filter, pixels: number): Columns {
  if (upsampled) {
    const taps = [[2], [1, 2], [0, 1], [0]];
    return {
      slots: 2 * pixels + 2,
      first: "2 * column - params.padLeft",
      terms: (p) => taps.map((taps, d) => ({ slot: 2 * p + d, taps })),
    };
  }
  const before = (kernel - 1) / stride;
  return {
    slots: Math.floor((pixels - 1) / stride) + 1 + Math.floor(before),
    first: stride === 1 ? `column + params.padLeft - ${before}` : `(column + params.padLeft) / 2 - ${before}`,
    terms: (p) =>
      range(kernel)
        .filter((j) => (p - j) % stride === 0)
        .map((j) => ({ slot: (p - j) / stride + before, taps: [j] })),
  };
}
