import { range } from "./unroll.ts";

/**
 * A product of matrices in workgroup memory: each workgroup computes `rows` x `columns` of it, each thread `rowsPerThread` rows
 * by four columns, and takes in `depth` terms of every sum between two barriers.
 */
export interface ProductTile {
  readonly rows: 64 | 32;
  readonly columns: 64 | 32;
  readonly depth: 16 | 8;
  readonly rowsPerThread: 8 | 4;
}

/** Results that are enough to occupy a GPU with big tiles. */
const RESULTS_FOR_BIG_TILES = 64 * 64 * 128;

export function productTile(rows: number, columns: number, depth: number): ProductTile {
  const isBig = rows * columns >= RESULTS_FOR_BIG_TILES;
  return {
    rows: isBig ? 64 : 32,
    columns: isBig && (columns - 1) % 64 >= 32 ? 64 : 32,
    depth: depth % 16 === 0 ? 16 : 8,
    rowsPerThread: isBig ? 8 : 4,
  };
}

export function threadsOf({ rows, columns, rowsPerThread }: ProductTile): number {
  return (rows / rowsPerThread) * (columns / 4);
}

/** Along which of its indices a matrix lies in memory: along the terms of a sum or across them. */
export type Lie = "along" | "across";

/** WGSL: the number of vectors from one line of a tile in workgroup memory to the next; one more than needed where banks would collide. */
function pitch(lie: Lie, size: number, depth: number): number {
  return lie === "along" ? depth / 4 + 1 : size / 4;
}

export function tileMemory(name: string, lie: Lie, size: number, depth: number): string {
  const vectors = lie === "along" ? size * pitch(lie, size, depth) : depth * pitch(lie, size, depth);
  return `var<workgroup> ${name}: array<vec4<f32>, ${vectors}>;`;
}

/** WGSL for each vector that a thread fetches into a tile: `line` of the matrix and `term` of the sum that it begins at. */
export function fetches(
  tile: ProductTile,
  lie: Lie,
  size: number,
  fetch: (names: {
    readonly r: number;
    readonly line: string;
    readonly term: string;
    readonly at: string;
  }) => string,
): string {
  const { depth } = tile;
  const threads = threadsOf(tile);
  return range(Math.ceil((size * depth) / 4 / threads))
    .map((r) => {
      const index = `(i32(lane) + ${r * threads})`;
      const perLine = lie === "along" ? depth / 4 : size / 4;
      const [major, minor] = [`${index} / ${perLine}`, `${index} % ${perLine}`];
      return fetch({
        r,
        line: lie === "along" ? `(${major})` : `(${minor} * 4)`,
        term: lie === "along" ? `(${minor} * 4)` : `(${major})`,
        at: `${major} * ${pitch(lie, size, depth)} + ${minor}`,
      });
    })
    .join("\n");
}

/** WGSL: adds the terms that lie in both tiles to sum0, sum1, ...; a thread has rows ty + r n and columns 4 tx + c or tx + c n. */
export function multiplyTiles(tile: ProductTile, a: Lie, b: Lie): string {
  const { rows, columns, depth, rowsPerThread } = tile;
  const [pitchA, pitchB] = [pitch(a, rows, depth), pitch(b, columns, depth)];
  if (a === "across") {
    return /* wgsl */ `
    for (var k = 0; k < ${depth}; k++) {
      let b = tileB[k * ${pitchB} + tx];
      ${range(rowsPerThread / 4)
        .map((v) => `let a${v} = tileA[k * ${pitchA} + ty * ${rowsPerThread / 4} + ${v}];`)
        .join(" ")}
      ${range(rowsPerThread)
        .map((r) => `sum${r} += a${Math.floor(r / 4)}.${"xyzw".charAt(r % 4)} * b;`)
        .join(" ")}
    }`;
  }
  const bAt = (t: number) =>
    b === "along" ? `(tx + ${(t * columns) / 4}) * ${pitchB} + k` : `(4 * k + ${t}) * ${pitchB} + tx`;
  return /* wgsl */ `
    for (var k = 0; k < ${depth / 4}; k++) {
      ${range(4)
        .map((t) => `let b${t} = tileB[${bAt(t)}];`)
        .join(" ")}
      ${range(rowsPerThread)
        .map((r) => {
          const sum =
            b === "along"
              ? `vec4f(${range(4)
                  .map((t) => `dot(a${r}, b${t})`)
                  .join(", ")})`
              : range(4)
                  .map((t) => `a${r}.${"xyzw".charAt(t)} * b${t}`)
                  .join(" + ");
          return `let a${r} = tileA[(ty + ${(r * rows) / rowsPerThread}) * ${pitchA} + k]; sum${r} += ${sum};`;
        })
        .join("\n      ")}
    }`;
}

/** WGSL: the row of the product, within the tile, that a thread's r-th sum belongs to. */
export function rowOf(tile: ProductTile, a: Lie, r: number): string {
  return a === "across"
    ? `ty * ${tile.rowsPerThread} + ${r}`
    : `ty + ${(r * tile.rows) / tile.rowsPerThread}`;
}
