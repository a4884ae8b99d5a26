import { expect, test } from "vitest";
import { forwardColumns } from "#gpu/kernels/convolutionColumns.ts";
import { backwardWeights, forwardWeights } from "#gpu/kernels/convolutionWeights.ts";

const columns = forwardColumns({ kernel: 3, stride: 1, upsampled: false }, 4);
const alone = { sourceWidth: 4, resultWidth: 4, groups: 2, columns, isShared: false } as const;
const loadsIn = (code: string) => code.match(/weight\[/g)?.length;

test("a thread alone loads all its weights, one of a quad a quarter of them", () => {
  for (const weights of [forwardWeights, backwardWeights]) {
    expect(loadsIn(weights.load(alone, 3, 4))).toBe(3 * 4 * 2);
    expect(loadsIn(weights.load({ ...alone, isShared: true }, 3, 4))).toBe(3 * 2);
  }
});

test("every weight that is multiplied has been loaded", () => {
  for (const weights of [forwardWeights, backwardWeights]) {
    for (const isShared of [false, true]) {
      for (const upsampled of [false, true]) {
        const shape = { ...alone, isShared, columns: forwardColumns({ kernel: 3, stride: 1, upsampled }, 4) };
        const loaded = new Set(weights.load(shape, 3, 4).match(/(?<=let )w\w+/g));
        const used = [0, 1, 2, 3].flatMap((p) =>
          weights.multiply(shape, shape.columns.terms(p), 1).match(/\bw\w+/g),
        );
        for (const name of used) expect(loaded).toContain(name);
      }
    }
  }
});

test("single channels are plain products", () => {
  const single = { ...alone, sourceWidth: 1, resultWidth: 1 } as const;
  expect(forwardWeights.multiply(single, [{ slot: 2, taps: [1] }], 0)).toBe("x2 * w1_0_0");
  expect(backwardWeights.multiply(single, [{ slot: 2, taps: [0, 1] }], 1)).toBe("x2 * w01_0_1");
});
