import type { Columns } from "./convolutionColumns.ts";
import { range } from "./convolutionColumns.ts";
import type { Tile } from "./convolutionTile.ts";
import { pixelsPerThread, vectorsPerThread } from "./convolutionTile.ts";
import type { BufferSpec, Launch, ParamType } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { vectorOf } from "./vector.ts";

/** What is added to the result of a convolution. */
export interface Epilogue {
  readonly bias: boolean;
  readonly perImage: boolean;
  readonly addend: boolean;
}

/** Which rows of the source meet which rows of the filter, in WGSL. */
export interface Rows {
  /** Steps for each row of results. */
  readonly steps: number;
  /** i32: row of the source that row `y` of the result meets in `step`. */
  readonly source: string;
  /** i32: row of the filter that it meets it through. */
  readonly tap: string;
  /** bool, where not every row of the result meets one in every step. */
  readonly meets?: string;
}

export interface RegisterConvolution {
  readonly name: string;
  readonly tile: Tile;
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
  /** Whether the filter leads from the source's channels to the result's, or is walked backwards. */
  readonly direction: "forward" | "backward";
  readonly epilogue: Epilogue;
}

const params = {
  sourceHeight: "i32",
  sourceWidth: "i32",
  sourceVectors: "i32",
  batch: "i32",
  height: "i32",
  width: "i32",
  vectors: "i32",
  columnTiles: "i32",
  vectorTiles: "i32",
  padTop: "i32",
  padLeft: "i32",
} as const satisfies Record<string, ParamType>;

/**
 * A convolution in registers: each thread computes neighbouring pixels of a row by a few vectors of channels. In each step of its
 * loops it loads a stretch of a row of the source, four channels deep, and the weights that these channels need, and multiplies
 * all by all. Nothing is shared, so nothing waits.
 */
export function registerConvolution(of: RegisterConvolution): Launch {
  const { source, result, rows, kernel, epilogue, tile, direction } = of;
  const from = vectorOf(source.channels);
  const to = vectorOf(result.channels);
  const pixels = pixelsPerThread(tile, result.width);
  const vectors = result.channels / to.width;
  const perThread = vectorsPerThread(tile, vectors, pixels);
  const columnTiles = Math.ceil(result.width / pixels);
  const vectorTiles = Math.ceil(vectors / perThread);
  const tiles = result.batch * result.height * columnTiles * vectorTiles;
  const weights = direction === "forward" ? to.element : from.element;
  const buffers: Record<string, BufferSpec> = {
    result: write(to.element),
    source: read(from.element),
    weight: read(weights),
    ...(epilogue.bias && { bias: read(to.element) }),
    ...(epilogue.perImage && { perImage: read(to.element) }),
    ...(epilogue.addend && { addend: read(to.element) }),
  };
  const columns = of.columns(pixels);
  const sums = range(pixels).flatMap((p) => range(perThread).map((q) => `sum${p}_${q}`));
  return {
    shader: shader({
      name: of.name,
      buffers,
      params,
      workgroupSize: [tile.threads, 1, 1],
      declarations: `alias V = ${from.element}; alias R = ${to.element};`,
      body: /* wgsl */ `
  ${place(tile)}
  let column = columnTile * ${pixels};
  let vector = vectorTile * ${perThread};
  let left = ${columns.first};
  ${range(columns.slots)
    .map((o) => `let is${o} = left + ${o} >= 0 && left + ${o} < params.sourceWidth;`)
    .join("\n  ")}
  ${sums.map((sum) => `var ${sum} = R();`).join(" ")}
  for (var step = 0; step < ${rows.steps}; step++) {
    let row = ${rows.source};
    let isRow = row >= 0 && row < params.sourceHeight${rows.meets ? ` && ${rows.meets}` : ""};
    if (!isRow) { continue; }
    let start = ((image * params.sourceHeight + row) * params.sourceWidth + left) * params.sourceVectors;
    let taps = (${rows.tap}) * ${kernel};
    for (var k = 0; k < params.sourceVectors; k++) {
      ${range(columns.slots)
        .map((o) => `let x${o} = select(V(), source[start + ${o} * params.sourceVectors + k], is${o});`)
        .join("\n      ")}
      ${products(columns, pixels, perThread, kernel, from.width, to.width, direction)}
    }
  }
  let first = ((image * params.height + y) * params.width + column) * params.vectors + vector;
  ${stores(pixels, perThread, epilogue)}`,
    }),
    params: {
      sourceHeight: source.height,
      sourceWidth: source.width,
      sourceVectors: source.channels / from.width,
      ...{ batch: result.batch, height: result.height, width: result.width, vectors },
      ...{ columnTiles, vectorTiles, padTop: of.padTop, padLeft: of.padLeft },
    },
    workgroups: spread(Math.ceil(tiles / tile.threads)),
  };
}

const DIMENSION_MAX = 65535;

/** So many workgroups in two dimensions. */
export function spread(count: number): [number, number, number] {
  const rows = Math.ceil(count / DIMENSION_MAX);
  return [Math.ceil(count / rows), rows, 1];
}

/** WGSL: which tile this thread has. */
function place({ threads, neighbours }: Tile): string {
  const channelsFirst = neighbours === "channels";
  return /* wgsl */ `
  var tile = i32(id.x + id.y * groups.x * ${threads}u);
  ${channelsFirst ? "let vectorTile = tile % params.vectorTiles; tile /= params.vectorTiles;" : ""}
  let columnTile = tile % params.columnTiles; tile /= params.columnTiles;
  let y = tile % params.height; tile /= params.height;
  ${
    channelsFirst
      ? "let image = tile;"
      : "let image = tile % params.batch; let vectorTile = tile / params.batch;"
  }
  if (image >= params.batch || vectorTile >= params.vectorTiles) { return; }`;
}

/** WGSL: everything that the loaded stretch of the source takes part in; each weight is loaded, used and forgotten. */
function products(
  columns: Columns,
  pixels: number,
  perThread: number,
  kernel: number,
  fromWidth: number,
  toWidth: number,
  direction: "forward" | "backward",
): string {
  const terms = range(pixels).flatMap((p) => columns.terms(p).map((term) => ({ p, ...term })));
  const tapSets = [...new Set(terms.map(({ taps }) => taps.join("+")))];
  const lines: string[] = [];
  // Forwards the parts of a vector of the source have a weight vector each, backwards those of the result do.
  const parts = direction === "forward" ? fromWidth : toWidth;
  const width = direction === "forward" ? toWidth : fromWidth;
  for (const [set, key] of tapSets.entries()) {
    const met = terms.filter(({ taps }) => taps.join("+") === key);
    const taps = key.split("+");
    for (const q of range(perThread)) {
      for (const part of range(parts)) {
        const weight = `w${set}_${q}_${part}`;
        const places = taps.map((tap) =>
          direction === "forward"
            ? `weight[((taps + ${tap}) * params.sourceVectors * ${fromWidth} + k * ${fromWidth} + ${part}) * params.vectors + vector + ${q}]`
            : `weight[((taps + ${tap}) * params.vectors * ${toWidth} + (vector + ${q}) * ${toWidth} + ${part}) * params.sourceVectors + k]`,
        );
        lines.push(`let ${weight} = ${places.join(" + ")};`);
        for (const { p, slot } of met) {
          lines.push(
            direction === "forward"
              ? `sum${p}_${q} += x${slot}${component(fromWidth, part)} * ${weight};`
              : `sum${p}_${q}${component(toWidth, part)} += ${width === 4 ? `dot(x${slot}, ${weight})` : `x${slot} * ${weight}`};`,
          );
        }
      }
    }
  }
  if (kernel < 1) throw new RangeError("a filter has taps");
  return lines.join("\n      ");
}

function component(width: number, part: number): string {
  return width === 1 ? "" : `.${"xyzw".charAt(part)}`;
}

function stores(pixels: number, perThread: number, { bias, perImage, addend }: Epilogue): string {
  return range(perThread)
    .map((q) => {
      const constant = [
        ...(bias ? [`bias[vector + ${q}]`] : []),
        ...(perImage ? [`perImage[image * params.vectors + vector + ${q}]`] : []),
      ];
      const stored = range(pixels).map((p) => {
        const at = `first + ${p} * params.vectors + ${q}`;
        const sum = [`sum${p}_${q}`, `constant`, ...(addend ? [`addend[${at}]`] : [])].join(" + ");
        return `if (column + ${p} < params.width) { result[${at}] = ${sum}; }`;
      });
      return /* wgsl */ `
  if (vector + ${q} < params.vectors) {
    let constant = ${constant.length > 0 ? constant.join(" + ") : "R()"};
    ${stored.join("\n    ")}
  }`;
    })
    .join("");
}
