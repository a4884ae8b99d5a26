import type { Columns } from "./convolutionColumns.ts";
import type { RegisterTile } from "./convolutionTile.ts";
import type { Unrolling } from "./convolutionWeights.ts";
import { backwardWeights, forwardWeights } from "./convolutionWeights.ts";
import { workgroupGrid } from "./grid.ts";
import { enableQuads, unscramble } from "./quad.ts";
import type { BufferSpec, Launch, ParamType } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { lines, range, sumOf } from "./unroll.ts";
import { vectorOf } from "./vector.ts";

/** What is added to the result of a convolution. */
export interface Epilogue {
  readonly bias: boolean;
  readonly perImage: boolean;
  readonly addend: boolean;
}

/** Which rows of the source meet which rows of the filter, in WGSL. */
export interface Rows {
  /** Rows of results of one phase; `y` counts them. */
  readonly count: number;
  /** Kinds of rows; each workgroup has one, `phase`. */
  readonly phases: 1 | 2;
  /** Head of a loop over `step`, the same for all threads of a workgroup. */
  readonly steps: string;
  /** i32: row of the source. */
  readonly source: string;
  /** i32: row of the filter. */
  readonly tap: string;
  /** i32: row of the result. */
  readonly row: string;
}

/** The sums that a convolution or its input gradient consists of. */
export interface GatheredSums {
  readonly name: string;
  readonly kernel: 1 | 3;
  readonly padTop: number;
  readonly padLeft: number;
  readonly columns: (pixels: number) => Columns;
  readonly rows: Rows;
  readonly source: { readonly height: number; readonly width: number; readonly channels: number };
  readonly result: {
    readonly batch: number;
    readonly height: number;
    readonly width: number;
    readonly channels: number;
  };
  /** Whether the filter leads from the source's channels to the result's, or back. */
  readonly direction: "forward" | "backward";
  readonly epilogue: Epilogue;
}

const paramTypes = {
  sourceHeight: "i32",
  sourceWidth: "i32",
  sourceChannels: "i32",
  batch: "i32",
  height: "i32",
  width: "i32",
  channels: "i32",
  columnTiles: "i32",
  rows: "i32",
  padTop: "i32",
  padLeft: "i32",
} as const satisfies Record<string, ParamType>;

/**
 * Each thread computes neighbouring pixels of a row by a few groups of channels. In every turn of its loop it loads a vector of
 * each pixel of the source and the weights of these channels, and multiplies all by all.
 */
export function registerConvolution(sums: GatheredSums, tile: RegisterTile): Launch {
  const { source, result, rows } = sums;
  const pixels = pixelsPerThread(tile, result.width, rows.count * rows.phases * result.batch);
  const groupCount = result.channels / vectorOf(result.channels).width;
  const groups = groupsPerThread(groupCount, tile.groups);
  const columnTiles = Math.ceil((result.width + (rows.phases - 1) * sums.padLeft) / pixels);
  const threads = columnTiles * rows.count * result.batch;
  return {
    shader: registerShader(sums, pixels, groups, tile),
    params: {
      sourceHeight: source.height,
      sourceWidth: source.width,
      sourceChannels: source.channels,
      ...result,
      columnTiles,
      rows: rows.count,
      padTop: sums.padTop,
      padLeft: sums.padLeft,
    },
    workgroups: workgroupGrid(
      Math.ceil(threads / tile.threads),
      Math.ceil(groupCount / groups) * rows.phases,
    ),
  };
}

/** The number that leaves the least to do for four threads in step; what a thread does beside its pixels counts as three of them. */
function pixelsPerThread(tile: RegisterTile, width: number, rows: number): number {
  const cost = (pixels: number) => Math.ceil((Math.ceil(width / pixels) * rows) / 4) * (pixels + 3);
  const choices = [16, 8, 4, 2].filter((pixels) => pixels <= tile.pixels);
  return choices.reduce((best, pixels) => (cost(pixels) < cost(best) ? pixels : best));
}

/** The number, of `most`, that leaves the least to do; what a thread does beside its groups counts as one of them. */
export function groupsPerThread(groupCount: number, most: RegisterTile["groups"]): number {
  const cost = (groups: number) => Math.ceil(groupCount / groups) * (groups + 1);
  const choices = [4, 3, 2, 1].filter((groups) => groups <= most);
  return choices.reduce((best, groups) => (cost(groups) < cost(best) ? groups : best));
}

function registerShader(of: GatheredSums, pixels: number, groups: number, tile: RegisterTile) {
  const { rows, epilogue } = of;
  const sourceVector = vectorOf(of.source.channels);
  const resultVector = vectorOf(of.result.channels);
  const isForward = of.direction === "forward";
  const isShared = tile.shares && (isForward ? sourceVector : resultVector).width === 4;
  const columns = of.columns(pixels);
  const [V, R] = [sourceVector.element, resultVector.element];
  const weights = isForward ? forwardWeights : backwardWeights;
  const shape: Unrolling = {
    sourceWidth: sourceVector.width,
    resultWidth: resultVector.width,
    groups,
    columns,
    isShared,
  };
  // With kernel 1 and stride 2, every other pixel of the input has no part in the result.
  const met = range(pixels).filter((p) => columns.terms(p).length > 0);
  const buffers: Record<string, BufferSpec> = {
    result: write(R),
    source: read(V),
    weight: read(isForward ? R : V),
    ...(epilogue.bias ? { bias: read(R) } : {}),
    ...(epilogue.perImage ? { perImage: read(R) } : {}),
    ...(epilogue.addend ? { addend: read(R) } : {}),
  };
  const plain = shader({
    name: of.name,
    buffers,
    params: paramTypes,
    workgroupSize: [tile.threads, 1, 1],
    declarations: isShared ? unscramble : "",
    // `&` and not `&&`: the software adapter takes seconds to compile a few dozen branches.
    body: /* wgsl */ `
  ${isShared ? "let member = i32(lane & 3u);" : ""}
  let thread = i32(id.x + id.y * groups.x * ${tile.threads}u);
  ${rows.phases === 2 ? "let phase = i32(group.z) % 2;" : ""}
  let column = thread % params.columnTiles * ${pixels}${rows.phases === 2 ? " - params.padLeft" : ""};
  let y = thread / params.columnTiles % params.rows;
  let image = thread / (params.columnTiles * params.rows);
  let vectors = params.sourceChannels / ${sourceVector.width};
  let groupCount = params.channels / ${resultVector.width};
  let firstGroup = i32(group.z) / ${rows.phases} * ${groups};
  let left = ${columns.first};
  ${lines(range(columns.slots), (o) => `let inColumn${o} = (left + ${o} >= 0) & (left + ${o} < params.sourceWidth);`)}
  var sums: array<${R}, ${pixels * groups}>;
  ${rows.steps} {
    let sourceRow = ${rows.source};
    let inRow = (sourceRow >= 0) & (sourceRow < params.sourceHeight);
    let start = ((image * params.sourceHeight + sourceRow) * params.sourceWidth + left) * vectors;
    let tap = ${rows.tap} * ${of.kernel};
    for (var k = 0; k < vectors; k++) {
      ${lines(range(columns.slots), (o) => {
        const x = `select(${V}(), source[start + ${o} * vectors + k], inRow & inColumn${o})`;
        return `let x${o} = ${isShared && isForward ? `unscramble(${x}, member)` : x};`;
      })}
      ${weights.load(shape, of.kernel, pixels)}
      ${lines(met, (p) => lines(range(groups), (q) => `sums[${p * groups + q}] += ${weights.multiply(shape, columns.terms(p), q)};`))}
    }
  }
  let row = ${rows.row};
  let pixel = (image * params.height + row) * params.width + column;
  let isThere = (image < params.batch) & (row >= 0) & (row < params.height);
  for (var q = 0; q < min(${groups}, groupCount - firstGroup); q++) {
    let group = firstGroup + q;
    let shift = ${sumOf([...(epilogue.bias ? ["bias[group]"] : []), ...(epilogue.perImage ? ["perImage[image * groupCount + group]"] : [])], `${R}()`)};
    for (var p = 0; p < ${pixels}; p++) {
      let at = (pixel + p) * groupCount + group;
      let sum = ${isShared && !isForward ? `unscramble(sums[p * ${groups} + q], member)` : `sums[p * ${groups} + q]`};
      if (isThere & (column + p >= 0) & (column + p < params.width)) {
        result[at] = sum + shift${epilogue.addend ? " + addend[at]" : ""};
      }
    }
  }`,
  });
  return isShared ? { ...plain, code: `${enableQuads}\n${plain.code}` } : plain;
}
