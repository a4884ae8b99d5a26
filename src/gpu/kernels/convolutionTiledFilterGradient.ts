import type { ConvolutionShape } from "./convolution.ts";
import { begin, geometryOf, geometryTypes, sourceOf, vectorAt } from "./convolutionTiled.ts";
import type { Launch, ParamType } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { fetches, multiplyTiles, rowOf, threadsOf, tileMemory } from "./productTile.ts";
import type { ProductTile } from "./productTile.ts";
import { range } from "./unroll.ts";
import { vectorOf } from "./vector.ts";

/** Workgroups that occupy a GPU. */
const WORKGROUPS_WANTED = 512;
/** Pixels of a split at least: what a workgroup adds up should outweigh what it writes. */
const PIXELS_MIN = 64;
/**
 * Floats that the partial sums of one filter may take up if there is more than one: half a megabyte. Those of all filters lie in
 * one buffer that is bound whole, and some devices bind no more than 128 MiB: with this, a network of three million parameters
 * needs about 30.
 */
const PARTIALS_MAX = 2 ** 17;

const paramTypes = {
  ...geometryTypes,
  pixelsPerSplit: "i32",
  rowTiles: "i32",
} as const satisfies Record<string, ParamType>;

/** Filter gradients as products of matrices, one a tap: channels of x by channels of dy, over a part of the pixels each. */
export function tiledFilterGradient(
  shape: ConvolutionShape,
  bias: boolean,
): Launch & { readonly splits: number } {
  const { kernel, channelsIn, channelsOut } = shape;
  const tile: ProductTile = { rows: 32, columns: channelsOut > 32 ? 64 : 32, depth: 16, rowsPerThread: 4 };
  const [from, to] = [vectorOf(channelsIn), vectorOf(channelsOut)];
  const pixels = shape.batch * shape.outHeight * shape.outWidth;
  const rowTiles = Math.ceil(channelsIn / tile.rows);
  const columnTiles = Math.ceil(channelsOut / tile.columns);
  const size = kernel * kernel * channelsIn * channelsOut;
  const wanted = Math.ceil(WORKGROUPS_WANTED / (rowTiles * columnTiles * kernel * kernel));
  const most = Math.max(1, Math.min(Math.floor(PARTIALS_MAX / size), Math.floor(pixels / PIXELS_MIN)));
  const pixelsPerSplit = tile.depth * Math.ceil(pixels / tile.depth / Math.min(wanted, most));
  const splits = Math.ceil(pixels / pixelsPerSplit);
  const source = sourceOf(shape);
  return {
    splits,
    shader: shader({
      name: "convolutionFilterGradient",
      buffers: {
        partialWeight: write(to.element),
        ...(bias ? { partialBias: write(to.element) } : {}),
        x: read(from.element),
        dy: read(to.element),
      },
      params: paramTypes,
      workgroupSize: [threadsOf(tile), 1, 1],
      declarations: /* wgsl */ `
${tileMemory("tileA", "across", tile.rows, tile.depth)}
${tileMemory("tileB", "across", tile.columns, tile.depth)}
${vectorAt("xAt", "x", from.width)}
${vectorAt("dyAt", "dy", to.width)}`,
      body: /* wgsl */ `
  ${begin(tile)}
  let tap = i32(group.x) / params.rowTiles;
  let firstIn = i32(group.x) % params.rowTiles * ${tile.rows};
  let firstColumn = i32(group.y) * ${tile.columns};
  let tapY = tap / ${kernel};
  let tapX = tap % ${kernel};
  let split = i32(group.z);
  let last = min((split + 1) * params.pixelsPerSplit, params.pixels);
  ${bias ? "var biasSum = vec4f();" : ""}
  for (var first = split * params.pixelsPerSplit; first < last; first += ${tile.depth}) {
    workgroupBarrier();
    ${fetches(
      tile,
      "across",
      tile.rows,
      ({ line, term, at }) => /* wgsl */ `{
      let pixel = first + ${term};
      let row = pixel / params.outWidth;
      let sourceY = ${source("(row % params.outHeight)", "Y - params.padTop")};
      let sourceX = ${source("(pixel % params.outWidth)", "X - params.padLeft")};
      let isThere = (pixel < last) & (sourceY >= 0) & (sourceY < params.height) & (sourceX >= 0) & (sourceX < params.width);
      let start = ((row / params.outHeight * params.height + sourceY) * params.width + sourceX) * params.channelsIn + firstIn + ${line};
      tileA[${at}] = xAt(start, select(0, params.channelsIn - firstIn - ${line}, isThere));
    }`,
    )}
    ${fetches(tile, "across", tile.columns, ({ line, term, at }) => `tileB[${at}] = dyAt((first + ${term}) * params.channelsOut + firstColumn + ${line}, select(0, params.channelsOut - firstColumn - ${line}, first + ${term} < last));`)}
    workgroupBarrier();
    ${multiplyTiles(tile, "across", "across")}
    ${bias ? `for (var k = 0; k < ${tile.depth}; k++) { biasSum += tileB[k * ${tile.columns / 4} + tx]; }` : ""}
  }
  let channels = params.channelsOut / ${to.width};
  let channel = (firstColumn + 4 * tx) / ${to.width};
  ${range(tile.rowsPerThread)
    .map((r) => {
      const stores = range(4 / to.width).map((c) => {
        const value = to.width === 4 ? `sum${r}` : `sum${r}[${c}]`;
        return `if (channel + ${c} < channels) { partialWeight[((split * ${kernel * kernel} + tap) * params.channelsIn + in) * channels + channel + ${c}] = ${value}; }`;
      });
      return `{ let in = firstIn + ${rowOf(tile, "across", r)}; if (in < params.channelsIn) { ${stores.join(" ")} } }`;
    })
    .join("\n  ")}
  ${
    bias
      ? `if ((group.x == 0u) & (ty == 0)) { ${range(4 / to.width)
          .map(
            (c) =>
              `if (channel + ${c} < channels) { partialBias[split * channels + channel + ${c}] = ${to.width === 4 ? "biasSum" : `biasSum[${c}]`}; }`,
          )
          .join(" ")} }`
      : ""
  }`,
    }),
    params: { ...geometryOf(shape, pixels), pixelsPerSplit, rowTiles },
    workgroups: [rowTiles * kernel * kernel, columnTiles, splits],
  };
}
