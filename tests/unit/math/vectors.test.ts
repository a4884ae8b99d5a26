import { expect, test } from "vitest";
import { addScaled, dot } from "#math/vectors.ts";

test("dot multiplies two stretches", () => {
  expect(dot(Float32Array.of(9, 1, 2, 3), 1, Float32Array.of(4, 5, 6, 9), 0, 3)).toBe(4 + 10 + 18);
});

test("dot does not lose small terms beside a large one, as a float32 sum would", () => {
  const values = Float32Array.of(4096, ...Array<number>(1000).fill(0.5));
  expect(dot(values, 0, values, 0, values.length)).toBe(4096 ** 2 + 250);
});

test("addScaled adds a weighted stretch in place", () => {
  const out = Float64Array.of(1, 2);
  addScaled(out, 0.5, Float32Array.of(9, 9, 4, 6), 2);
  expect([...out]).toEqual([3, 5]);
});
