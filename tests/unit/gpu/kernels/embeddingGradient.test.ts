import { expect, test } from "vitest";
import { embeddingGradient } from "#gpu/kernels/embeddingGradient.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test("embeddingGradient is sound for any width", () => {
  for (const [rows, batch, size] of [
    [1, 1, 1],
    [11, 32, 96],
    [5, 7, 6],
  ] as const)
    expectSound(embeddingGradient(rows, batch, size));
  expect(buffersOf(embeddingGradient(3, 2, 8))).toEqual(["write dTable", "read dy", "read labels"]);
});
