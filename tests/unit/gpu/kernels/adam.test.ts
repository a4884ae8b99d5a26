import { expect, test } from "vitest";
import { adam } from "#gpu/kernels/adam.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

const options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

test("adam updates the four vectors in place and is sound for any padded size", () => {
  for (const count of [64, 280_000, 4_000_000]) expectSound(adam(count, options));
  expect(buffersOf(adam(64, options))).toEqual([
    "update weights",
    "update mean",
    "update variance",
    "update ema",
    "read gradient",
    "read scalars",
  ]);
});

test("adam leaves before the first write when the step is not applied", () => {
  const { code } = adam(64, options).shader;
  expect(code.indexOf("return;")).toBeGreaterThan(0);
  expect(code.indexOf("return;")).toBeLessThan(code.search(/\] = /));
});
