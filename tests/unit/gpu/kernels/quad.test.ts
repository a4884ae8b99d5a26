import { expect, test } from "vitest";
import { swapped, unscramble } from "#gpu/kernels/quad.ts";

test("swaps go to the neighbour, to the other pair, and across", () => {
  expect([1, 2, 3].map((t) => swapped("v", t))).toEqual([
    "quadSwapX(v)",
    "quadSwapY(v)",
    "quadSwapDiagonal(v)",
  ]);
});

test("unscrambling puts component member ^ t in place t", () => {
  const [, ones, twos] = /v\.(\w{4}).*u\.(\w{4})/s.exec(unscramble) ?? [];
  const take = (vector: string, order: string) =>
    order.replaceAll(/\w/g, (c) => vector.charAt("xyzw".indexOf(c)));
  for (const member of [0, 1, 2, 3]) {
    const half = member & 1 ? take("0123", ones ?? "") : "0123";
    const whole = member & 2 ? take(half, twos ?? "") : half;
    expect(whole).toBe([0, 1, 2, 3].map((t) => member ^ t).join(""));
  }
});
