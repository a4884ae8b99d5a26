import type { ConvolutionShape } from "./convolution.ts";
import { flattened, refuseOddUpsampling } from "./convolution.ts";
import { forwardColumns } from "./convolutionColumns.ts";
import { groupsPerThread } from "./convolutionRegisters.ts";
import type { Tile } from "./convolutionTile.ts";
import { enableQuads, swapped } from "./quad.ts";
import type { BufferSpec, Launch, ParamType } from "./shader.ts";
import { read, shader, write } from "./shader.ts";
import { tiledFilterGradient } from "./convolutionTiledFilterGradient.ts";
import { component, lines, range } from "./unroll.ts";
import { vectorOf } from "./vector.ts";

/** Neighbouring pixels of dy in one turn of a thread's loop. */
const PIXELS = 4;
/** Threads of a workgroup: one quad. */
const WORKGROUP = 4;
/** Workgroups that keep the cores of a software adapter about evenly busy. */
const WORKGROUPS_WANTED = 24;

const paramTypes = {
  height: "i32",
  width: "i32",
  channelsIn: "i32",
  channelsOut: "i32",
  outHeight: "i32",
  outWidth: "i32",
  padTop: "i32",
  padLeft: "i32",
  turns: "i32",
  turnsPerSplit: "i32",
  columnTiles: "i32",
} as const satisfies Record<string, ParamType>;

/**
 * Gradients of a convolution by its weights and its bias, as partial sums over `splits` parts of the pixels.
 * Buffers: partialWeight [S,k,k,Ci,Co], [partialBias [S,Co]], x [B,H,W,Ci], dy [B,Ho,Wo,Co].
 *
 * @throws {RangeError} as `convolution` does.
 */
export function convolutionFilterGradient(
  given: ConvolutionShape,
  { bias }: { readonly bias: boolean },
  tile: Tile,
): Launch & { readonly splits: number } {
  refuseOddUpsampling(given);
  const shape = flattened(given);
  if (tile.kind === "workgroup") return tiledFilterGradient(shape, bias);
  const inVector = vectorOf(shape.channelsIn);
  const outVector = vectorOf(shape.channelsOut);
  const groupCount = shape.channelsOut / outVector.width;
  const isShared = tile.shares && outVector.width === 4 && groupCount >= 3;
  const groups = isShared ? 4 : groupsPerThread(groupCount, 4);
  const tiles = [
    Math.ceil((shape.kernel * shape.channelsIn) / inVector.width / WORKGROUP),
    Math.ceil(groupCount / groups),
  ] as const;
  const columnTiles = Math.ceil(shape.outWidth / PIXELS);
  const turns = shape.batch * shape.outHeight * columnTiles;
  const turnsPerSplit = Math.ceil(
    turns / Math.min(turns, Math.ceil(WORKGROUPS_WANTED / (tiles[0] * tiles[1]))),
  );
  const splits = Math.ceil(turns / turnsPerSplit);
  const { height, width, channelsIn, channelsOut, outHeight, outWidth, padTop, padLeft } = shape;
  return {
    shader: filterShader(shape, groups, isShared, bias),
    params: {
      height,
      width,
      channelsIn,
      channelsOut,
      outHeight,
      outWidth,
      padTop,
      padLeft,
      turns,
      turnsPerSplit,
      columnTiles,
    },
    workgroups: [tiles[0], tiles[1], splits],
    splits,
  };
}

/** Each thread has one row of the filter, one vector of channels of x and a few groups of channels of dy. */
function filterShader(shape: ConvolutionShape, groups: number, isShared: boolean, bias: boolean) {
  const { kernel, stride, upsampled } = shape;
  const inVector = vectorOf(shape.channelsIn);
  const outVector = vectorOf(shape.channelsOut);
  const [V, R] = [inVector.element, outVector.element];
  const columns = forwardColumns({ kernel, stride, upsampled }, PIXELS);
  const channels = range(inVector.width);
  const slotOf = (p: number, j: number) => columns.terms(p).find(({ taps }) => taps.includes(j))?.slot ?? 0;
  const buffers: Record<string, BufferSpec> = {
    partialWeight: write(R),
    ...(bias ? { partialBias: write(R) } : {}),
    x: read(V),
    dy: read(R),
  };
  const plain = shader({
    name: "convolutionFilterGradient",
    buffers,
    params: paramTypes,
    workgroupSize: [WORKGROUP, 1, 1],
    body: /* wgsl */ `
  ${isShared ? "let member = i32(lane & 3u);" : ""}
  let vectors = params.channelsIn / ${inVector.width};
  let groupCount = params.channelsOut / ${outVector.width};
  let firstGroup = i32(group.y) * ${groups};
  let tapRow = i32(id.x) / vectors;
  let k = i32(id.x) % vectors;
  let split = i32(group.z);
  let firstTurn = split * params.turnsPerSplit;
  let lastTurn = min(firstTurn + params.turnsPerSplit, params.turns);
  var column = firstTurn % params.columnTiles * ${PIXELS};
  var y = firstTurn / params.columnTiles % params.outHeight;
  var image = firstTurn / params.columnTiles / params.outHeight;
  var sums: array<${R}, ${kernel * inVector.width * groups}>;
  ${bias ? `var biasSums: array<${R}, ${groups}>;` : ""}
  for (var turn = firstTurn; turn < lastTurn; turn++) {
    let sourceRow = ${upsampled ? "(y + tapRow - params.padTop) >> 1u" : `y * ${stride} + tapRow - params.padTop`};
    let inRow = (sourceRow >= 0) & (sourceRow < params.height);
    let left = ${columns.first};
    let start = ((image * params.height + sourceRow) * params.width + left) * vectors + k;
    let dyStart = ((image * params.outHeight + y) * params.outWidth + column) * groupCount + firstGroup;
    ${lines(
      range(columns.slots),
      (o) =>
        `let x${o} = select(${V}(), x[start + ${o} * vectors], inRow & (left + ${o} >= 0) & (left + ${o} < params.width));`,
    )}
    ${lines(range(PIXELS), (p) =>
      isShared
        ? `let dy${p}_0 = select(${R}(), dy[dyStart + ${p} * groupCount + member], column + ${p} < params.outWidth);
    ${lines([1, 2, 3], (t) => `let dy${p}_${t} = ${swapped(`dy${p}_0`, t)};`)}`
        : lines(
            range(groups),
            (q) =>
              `let dy${p}_${q} = select(${R}(), dy[dyStart + ${p} * groupCount + ${q}], column + ${p} < params.outWidth);`,
          ),
    )}
    ${lines(range(kernel), (j) =>
      lines(channels, (d) =>
        lines(
          range(groups),
          (q) =>
            `sums[${(j * inVector.width + d) * groups + q}] += ${range(PIXELS)
              .map((p) => `${component(`x${slotOf(p, j)}`, inVector.width, d)} * dy${p}_${q}`)
              .join(" + ")};`,
        ),
      ),
    )}
    ${
      bias
        ? lines(
            range(groups),
            (q) =>
              `biasSums[${q}] += ${range(PIXELS)
                .map((p) => `dy${p}_${q}`)
                .join(" + ")};`,
          )
        : ""
    }
    column += ${PIXELS};
    let isRowEnd = column >= params.outWidth;
    column = select(column, 0, isRowEnd);
    y += select(0, 1, isRowEnd);
    let isImageEnd = y >= params.outHeight;
    y = select(y, 0, isImageEnd);
    image += select(0, 1, isImageEnd);
  }
  let at = ((split * ${kernel} + tapRow) * ${kernel} * params.channelsIn + k * ${inVector.width}) * groupCount;
  for (var q = 0; q < ${groups}; q++) {
    let group = firstGroup + ${isShared ? "(member ^ q)" : "q"};
    if ((tapRow < ${kernel}) & (group < groupCount)) {
      for (var i = 0; i < ${kernel * inVector.width}; i++) {
        let row = i / ${inVector.width} * params.channelsIn + i % ${inVector.width};
        partialWeight[at + row * groupCount + group] = sums[i * ${groups} + q];
      }
      ${bias ? "if (id.x == 0u) { partialBias[split * groupCount + group] = biasSums[q]; }" : ""}
    }
  }`,
  });
  return isShared ? { ...plain, code: `${enableQuads}\n${plain.code}` } : plain;
}
