import { describe, expect, test } from "vitest";
import { paddedTokens, rowTasks } from "#gpu/kernels/attentionShape.ts";

const shape = { batch: 8, tokens: 49, channels: 40 };

test("rows are rounded up to fours", () => {
  expect([1, 4, 49, 64].map((tokens) => paddedTokens({ ...shape, tokens }))).toEqual([4, 4, 52, 64]);
});

describe("who works out the rows of a matrix", () => {
  test("alone a thread has four rows, four columns at a time", () => {
    const { lanes, tile, params } = rowTasks(shape, 1);
    expect(lanes).toBe(1);
    expect(tile).toEqual([0, 1, 2, 3]);
    expect(params).toMatchObject({ tasks: 8 * 13, tiles: 13, columns: 13, vectors: 10 });
  });

  test("together each workgroup has one, with no more threads than there are columns", () => {
    const { lanes, tile, params } = rowTasks(shape, 256);
    expect(lanes).toBe(64);
    expect(tile).toEqual([0]);
    expect(params).toMatchObject({ tasks: 8 * 49, tiles: 49, columns: 52, vectors: 10 });
    expect(rowTasks({ ...shape, tokens: 256 }, 128).lanes).toBe(128);
  });

  test("scores are divided by the root of the channels, whether these go by four or not", () => {
    expect(rowTasks({ ...shape, channels: 64 }, 1).params).toMatchObject({ vectors: 16, scale: 1 / 8 });
    expect(rowTasks({ ...shape, channels: 9 }, 64).params).toMatchObject({ vectors: 9, scale: 1 / 3 });
  });
});
