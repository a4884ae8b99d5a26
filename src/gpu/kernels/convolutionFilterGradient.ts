import type { ConvolutionShape } from "./convolution.ts";
import { refuseOddUpsampling } from "./convolution.ts";
import { forwardColumns, range } from "./convolutionColumns.ts";
import { spread } from "./convolutionRegisters.ts";
import type { Tile } from "./convolutionTile.ts";
import { vectorsPerThread } from "./convolutionTile.ts";
import type { Launch, ParamType } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { vectorOf } from "./vector.ts";

/** Neighbouring pixels of dy that a thread takes in at once. */
const PIXELS = 4;
/** Floats that the partial sums of one filter may take up: 8 MB. */
const PARTIALS_MAX = 2 ** 21;

const params = {
  batch: "i32",
  height: "i32",
  width: "i32",
  outHeight: "i32",
  outWidth: "i32",
  vectorsIn: "i32",
  vectorsOut: "i32",
  vectorTiles: "i32",
  splits: "i32",
  rowsPerSplit: "i32",
  padTop: "i32",
  padLeft: "i32",
} as const satisfies Record<string, ParamType>;

/**
 * Gradient of a convolution by its weight, and by its bias: dW_ij = sum over images and pixels of x dyᵀ, db = sum of dy, left as
 * partial sums over `splits` stretches of rows, to be added in a second step and always in the same order.
 *
 * Each thread has one row of the filter by four channels of x by a few vectors of channels of dy.
 *
 * Buffers: partialWeight [splits,k,k,Ci,Co], (partialBias [splits,Co]), x [B,H,W,Ci], dy [B,Ho,Wo,Co].
 *
 * @throws {RangeError} as `convolution` does.
 */
export function convolutionFilterGradient(
  given: ConvolutionShape,
  { bias }: { readonly bias: boolean },
  tile: Tile,
): Launch & { readonly splits: number } {
  refuseOddUpsampling(given);
  const shape = rowOfPixels(given);
  const { kernel, stride, upsampled } = shape;
  const from = vectorOf(shape.channelsIn);
  const to = vectorOf(shape.channelsOut);
  const vectorsIn = shape.channelsIn / from.width;
  const vectorsOut = shape.channelsOut / to.width;
  const perThread = vectorsPerThread({ ...tile, vectors: 2 }, vectorsOut, tile.pixels);
  const vectorTiles = Math.ceil(vectorsOut / perThread);
  const tasks = kernel * vectorsIn * vectorTiles;
  const { splits, rowsPerSplit } = splitRows(shape, tasks, tile);
  const columns = forwardColumns(shape, PIXELS);
  const sums = range(kernel).flatMap((j) =>
    range(from.width).flatMap((part) => range(perThread).map((q) => `sum${j}_${part}_${q}`)),
  );
  const source = upsampled ? "(y + tapRow - params.padTop) >> 1u" : `y * ${stride} + tapRow - params.padTop`;
  return {
    splits,
    shader: shader({
      name: "convolutionFilterGradient",
      buffers: {
        partialWeight: write(to.element),
        ...(bias && { partialBias: write(to.element) }),
        x: read(from.element),
        dy: read(to.element),
      },
      params,
      workgroupSize: [tile.threads, 1, 1],
      declarations: `alias V = ${from.element}; alias R = ${to.element};`,
      body: /* wgsl */ `
  var task = i32(id.x + id.y * groups.x * ${tile.threads}u);
  let vectorTile = task % params.vectorTiles; task /= params.vectorTiles;
  let vectorIn = task % params.vectorsIn; task /= params.vectorsIn;
  let tapRow = task % ${kernel};
  let split = task / ${kernel};
  if (split >= params.splits) { return; }
  let vector = vectorTile * ${perThread};
  ${sums.map((sum) => `var ${sum} = R();`).join(" ")}
  ${range(perThread)
    .map((q) => `var bias${q} = R();`)
    .join(" ")}
  let rowEnd = min((split + 1) * params.rowsPerSplit, params.batch * params.outHeight);
  for (var r = split * params.rowsPerSplit; r < rowEnd; r++) {
    let image = r / params.outHeight;
    let y = r % params.outHeight;
    let row = ${source};
    let isRow = row >= 0 && row < params.height;
    let start = (image * params.height + row) * params.width;
    for (var column = 0; column < params.outWidth; column += ${PIXELS}) {
      let left = ${columns.first};
      ${range(columns.slots)
        .map(
          (o) =>
            `let x${o} = select(V(), x[(start + left + ${o}) * params.vectorsIn + vectorIn], isRow && left + ${o} >= 0 && left + ${o} < params.width);`,
        )
        .join("\n      ")}
      let first = (r * params.outWidth + column) * params.vectorsOut + vector;
      ${range(perThread)
        .flatMap((q) =>
          range(PIXELS).map((p) => {
            const value = `dy[first + ${p} * params.vectorsOut + ${q}]`;
            return `let dy${p}_${q} = select(R(), ${value}, column + ${p} < params.outWidth);`;
          }),
        )
        .join("\n      ")}
      ${range(perThread)
        .map(
          (q) =>
            `bias${q} += ${range(PIXELS)
              .map((p) => `dy${p}_${q}`)
              .join(" + ")};`,
        )
        .join("\n      ")}
      ${products(columns.terms, from.width, perThread)}
    }
  }
  ${stores(kernel, from.width, perThread)}
  ${bias ? biasStores(perThread) : ""}`,
    }),
    params: {
      ...{ batch: shape.batch, height: shape.height, width: shape.width },
      ...{ outHeight: shape.outHeight, outWidth: shape.outWidth },
      ...{ vectorsIn, vectorsOut, vectorTiles, splits, rowsPerSplit },
      ...{ padTop: shape.padTop, padLeft: shape.padLeft },
    },
    workgroups: spread(Math.ceil((tasks * splits) / tile.threads)),
  };
}

/** A product of single pixels, as a linear layer is: the images are its pixels. */
function rowOfPixels(shape: ConvolutionShape): ConvolutionShape {
  if (shape.kernel !== 1 || shape.stride !== 1 || shape.width * shape.height > 1) return shape;
  return { ...shape, batch: 1, width: shape.batch, outWidth: shape.batch };
}

/** As many splits as occupy the machine, within the rows and the memory that there are. */
function splitRows(shape: ConvolutionShape, tasks: number, { neighbours, threads }: Tile) {
  const rows = shape.batch * shape.outHeight;
  const wanted = neighbours === "channels" ? 128 * threads : 8 * threads;
  const size = shape.kernel ** 2 * shape.channelsIn * shape.channelsOut;
  const most = Math.max(1, Math.min(rows, Math.floor(PARTIALS_MAX / size)));
  const rowsPerSplit = Math.ceil(rows / Math.min(most, Math.ceil(wanted / tasks)));
  return { splits: Math.ceil(rows / rowsPerSplit), rowsPerSplit };
}

/** WGSL: every product of a channel of x with a vector of dy that meet in a tap. */
function products(
  terms: (p: number) => readonly { readonly slot: number; readonly taps: readonly number[] }[],
  width: number,
  perThread: number,
): string {
  const lines = range(PIXELS).flatMap((p) =>
    terms(p).flatMap(({ slot, taps }) =>
      taps.flatMap((j) =>
        range(width).flatMap((part) =>
          range(perThread).map(
            (q) =>
              `sum${j}_${part}_${q} += x${slot}${width === 1 ? "" : `.${"xyzw".charAt(part)}`} * dy${p}_${q};`,
          ),
        ),
      ),
    ),
  );
  return lines.join("\n      ");
}

function stores(kernel: number, width: number, perThread: number): string {
  return range(perThread)
    .map((q) => {
      const stored = range(kernel).flatMap((j) =>
        range(width).map((part) => {
          const tap = `(split * ${kernel} + tapRow) * ${kernel} + ${j}`;
          const channel = `((${tap}) * params.vectorsIn + vectorIn) * ${width} + ${part}`;
          return `partialWeight[(${channel}) * params.vectorsOut + vector + ${q}] = sum${j}_${part}_${q};`;
        }),
      );
      return `if (vector + ${q} < params.vectorsOut) { ${stored.join("\n    ")} }`;
    })
    .join("\n  ");
}

/** WGSL: of the threads that have added up the same of dy, the first writes it. */
function biasStores(perThread: number): string {
  const stored = range(perThread).map(
    (q) =>
      `if (vector + ${q} < params.vectorsOut) { partialBias[split * params.vectorsOut + vector + ${q}] = bias${q}; }`,
  );
  return `if (tapRow == 0 && vectorIn == 0) { ${stored.join("\n    ")} }`;
}
