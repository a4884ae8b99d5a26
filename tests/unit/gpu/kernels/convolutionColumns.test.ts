import { expect, test } from "vitest";
import { backwardColumns, forwardColumns } from "#gpu/kernels/convolutionColumns.ts";
import { wgslNumber } from "../../../fixtures/wgslNumber.ts";

/** Which columns of the source each of `pixels` results meets through which tap, for a tile that begins at `column`. */
function meetings(
  columns: ReturnType<typeof forwardColumns>,
  pixels: number,
  column: number,
  padLeft: number,
): string[] {
  const left = wgslNumber(columns.first, { column, params: { padLeft } });
  return Array.from({ length: pixels }, (_, p) =>
    columns.terms(p).flatMap(({ slot, taps }) => taps.map((j) => `${column + p} ${left + slot} ${j}`)),
  )
    .flat()
    .toSorted();
}

/** Straight from the definition: result w, source column, tap j. */
function defined(
  results: readonly number[],
  source: (w: number) => readonly (readonly [number, number])[],
): string[] {
  return results.flatMap((w) => source(w).map(([x, j]) => `${w} ${x} ${j}`)).toSorted();
}

const taps = (kernel: number) => Array.from({ length: kernel }, (_, j) => j);
const tile = [8, 9, 10, 11, 12, 13, 14, 15];

test("a result meets the columns under its filter", () => {
  for (const kernel of [1, 3] as const) {
    for (const stride of [1, 2] as const) {
      for (const padLeft of kernel === 3 ? [0, 1] : [0]) {
        const columns = forwardColumns({ kernel, stride, upsampled: false }, 8);
        expect(meetings(columns, 8, 8, padLeft)).toEqual(
          defined(tile, (w) => taps(kernel).map((j) => [w * stride + j - padLeft, j] as const)),
        );
        expect(columns.slots).toBe(7 * stride + kernel);
      }
    }
  }
});

test("a result on an upsampled source meets halves of the columns", () => {
  const columns = forwardColumns({ kernel: 3, stride: 1, upsampled: true }, 8);
  expect(meetings(columns, 8, 8, 1)).toEqual(
    defined(tile, (w) => taps(3).map((j) => [Math.floor((w + j - 1) / 2), j] as const)),
  );
});

test("an input's gradient meets the results that it had a part in", () => {
  for (const kernel of [1, 3] as const) {
    for (const stride of [1, 2] as const) {
      for (const padLeft of kernel === 3 ? [0, 1] : [0]) {
        const columns = backwardColumns({ kernel, stride, upsampled: false }, 8);
        const column = stride === 2 ? 8 - padLeft : 8;
        const inputs = tile.map((_, p) => column + p);
        expect(meetings(columns, 8, column, padLeft)).toEqual(
          defined(inputs, (w) =>
            taps(kernel)
              .map((j) => [(w + padLeft - j) / stride, j] as const)
              .filter(([x]) => Number.isInteger(x)),
          ),
        );
      }
    }
  }
});

test("an upsampled input's gradient meets the results of both its copies", () => {
  const columns = backwardColumns({ kernel: 3, stride: 1, upsampled: true }, 8);
  expect(meetings(columns, 8, 8, 1)).toEqual(
    defined(tile, (w) => [0, 1].flatMap((copy) => taps(3).map((j) => [2 * w + copy + 1 - j, j] as const))),
  );
});
