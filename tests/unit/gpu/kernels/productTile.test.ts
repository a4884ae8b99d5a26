import { expect, test } from "vitest";
import { fetches, productTile, rowOf, threadsOf, tileMemory } from "#gpu/kernels/productTile.ts";
import { wgslNumber } from "../../../fixtures/wgslNumber.ts";

test("much work has big tiles, little work many small ones", () => {
  expect(productTile(65536, 64, 64)).toEqual({ rows: 64, columns: 64, depth: 16, rowsPerThread: 8 });
  expect(productTile(65536, 32, 24)).toEqual({ rows: 64, columns: 32, depth: 8, rowsPerThread: 8 });
  expect(productTile(128, 64, 64)).toMatchObject({ rows: 32, columns: 32 });
});

test("the threads' sums are the tile", () => {
  for (const tile of [productTile(65536, 64, 64), productTile(8, 64, 3)]) {
    expect(threadsOf(tile) * tile.rowsPerThread * 4).toBe(tile.rows * tile.columns);
    for (const lie of ["along", "across"] as const) {
      const threads = Array.from({ length: (threadsOf(tile) * 4) / tile.columns }, (_, ty) => ty);
      const rows = threads.flatMap((ty) =>
        Array.from({ length: tile.rowsPerThread }, (_, r) => wgslNumber(rowOf(tile, lie, r), { ty })),
      );
      expect(rows.toSorted((a, b) => a - b)).toEqual(Array.from({ length: tile.rows }, (_, row) => row));
    }
  }
});

test("threads fetch each vector of a tile once, into memory of its own", () => {
  const tile = productTile(65536, 64, 64);
  for (const lie of ["along", "across"] as const) {
    const places: { line: string; term: string; at: string }[] = [];
    fetches(tile, lie, tile.rows, (place) => `${places.push(place)}`);
    const fetched = Array.from({ length: threadsOf(tile) }, (_, lane) =>
      places.map(({ line, term, at }) => [line, term, at].map((place) => wgslNumber(place, { lane }))),
    ).flat();
    const size = Number(/array<vec4<f32>, (\d+)>/.exec(tileMemory("a", lie, tile.rows, tile.depth))?.[1]);
    expect(fetched).toHaveLength((tile.rows * tile.depth) / 4);
    expect(new Set(fetched.map(([line, term]) => `${line} ${term}`)).size).toBe(fetched.length);
    expect(new Set(fetched.map(([, , at]) => at)).size).toBe(fetched.length);
    expect(Math.max(...fetched.map(([, , at]) => at ?? Infinity))).toBeLessThan(size);
  }
});
