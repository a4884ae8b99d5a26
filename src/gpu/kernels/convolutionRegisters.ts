import type { Columns, Term } from "./convolutionColumns.ts";
import { range } from "./convolutionColumns.ts";
import type { Tile } from "./convolutionTile.ts";
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
interface Rows {
  /** Rows of results a phase; `y` counts them. */
  readonly count: number;
  /** Kinds of rows; `group.z` tells which. */
  readonly phases: number;
  /** Head of a loop over `step`, uniform in a workgroup. */
  readonly steps: string;
  /** i32: row of the source. */
  readonly source: string;
  /** u32: row of the filter. */
  readonly tap: string;
  /** i32: row of the result. */
  readonly row: string;
}

export interface RegisterConvolution {
  readonly name: string;
  readonly tile: Tile;
  readonly filter: { readonly kernel: 1 | 3; readonly channelsIn: number; readonly channelsOut: number; readonly padTop: number; readonly padLeft: number };
  readonly columns: (pixels: number) => Columns;
  readonly rows: Rows;
  readonly source: { readonly height: number; readonly width: number; readonly channels: number };
  readonly result: { readonly batch: number; readonly height: number; readonly width: number; readonly channels: number };
  /** Which channels of the filter are those of the source. */
  readonly weights: "in to out" | "out to in";
  readonly epilogue: Epilogue;
}

const WORKGROUP = 16;

const params = {
  sourceHeight: "i32",
  sourceWidth: "i32",
  sourceChannels: "u32",
  batch: "u32",
  height: "i32",
  width: "i32",
  channels: "u32",
  columnTiles: "u32",
  rows: "u32",
  padTop: "i32",
  padLeft: "i32",
} as const satisfies Record<string, ParamType>;

/**
 * A convolution in registers: each thread computes neighbouring pixels of a row by a few vectors of channels. Per step of the
 * loop it loads the pixels of the source and the weights that four channels of the source need, and multiplies all by all.
 */
export function registerConvolution(of: RegisterConvolution): Launch {
  const { source, result, rows, filter, epilogue } = of;
  const sourceVector = vectorOf(source.channels);
  const resultVector = vectorOf(result.channels);
  const pixels = pixelsPerThread(result.width);
  const columns = of.columns(pixels);
  const groups = result.channels / resultVector.width;
  const perThread = groupsPerThread(groups);
  const columnTiles = Math.ceil((result.width + (rows.phases - 1) * filter.padLeft) / pixels);
  const shares = of.tile.name === "quads" && sourceVector.width === 4;
  const inToOut = of.weights === "in to out";

  const V = sourceVector.element;
  const R = resultVector.element;
  const weightVector = inToOut ? resultVector : sourceVector;
  const buffers: Record<string, BufferSpec> = {
    result: write(R),
    source: read(V),
    weight: read(weightVector.element),
    ...(epilogue.bias ? { bias: read(R) } : {}),
    ...(epilogue.perImage ? { perImage: read(R) } : {}),
    ...(epilogue.addend ? { addend: read(R) } : {}),
  };

  const own = shader({
    name: of.name,
    buffers,
    params,
    workgroupSize: [WORKGROUP, 1, 1],
    body: /* wgsl */ `
  let member = i32(id.x & 3u);
  let tile = i32(id.x);
  let column = tile % i32(params.columnTiles) * ${pixels} ${rows.phases === 2 ? "- params.padLeft" : ""};
  let y = tile / i32(params.columnTiles) % i32(params.rows);
  let image = tile / i32(params.columnTiles * params.rows);
  let vectors = i32(params.sourceChannels / ${sourceVector.width}u);
  let groupCount = i32(params.channels / ${resultVector.width}u);
  let firstGroup = i32(group.y) * ${perThread};
  let left = ${columns.first};
  ${range(columns.slots).map((o) => `let inColumn${o} = (left + ${o} >= 0) & (left + ${o} < params.sourceWidth);`).join("\n  ")}
  ${sums(pixels, perThread).map((sum) => `var ${sum} = ${R}();`).join(" ")}
  ${rows.steps} {
    let sourceRow = ${rows.source};
    let inRow = (sourceRow >= 0) & (sourceRow < params.sourceHeight);
    let rowStart = ((image * params.sourceHeight + sourceRow) * params.sourceWidth + left) * vectors;
    let tapRow = ${rows.tap} * ${filter.kernel}u;
    for (var k = 0; k < vectors; k++) {
      ${range(columns.slots).map((o) => `let x${o} = select(${V}(), source[rowStart + ${o} * vectors + k], inRow & inColumn${o});`).join("\n      ")}
    }
  }
`,
  });
  void [own, shares, weightVector];
  throw new Error("draft");
}
