import { expect, test } from "vitest";
import { tiles } from "#gpu/kernels/convolutionTile.ts";

test("tiles go by different names", () => {
  expect(new Set(tiles.map(({ name }) => name)).size).toBe(tiles.length);
});

test("threads that share are whole quads", () => {
  for (const tile of tiles) {
    if (tile.kind === "registers" && tile.shares) expect(tile.threads % 4).toBe(0);
  }
  expect(tiles.some((tile) => tile.kind === "registers" && tile.shares)).toBe(true);
});
