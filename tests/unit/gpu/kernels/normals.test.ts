import { expect, test } from "vitest";
import { streams } from "#math/random.ts";
import { normals } from "#gpu/kernels/normals.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test("normals is sound for any count, and a block of four is drawn once where the count allows it", () => {
  for (const count of [1, 6, 4096]) expectSound(normals(1, streams.sample, 0, count));
  expect(buffersOf(normals(1, streams.sample, 0, 4))).toEqual(["write z"]);
  expect(normals(7, streams.sample, 5, 4096).params).toEqual({ count: 1024, step: 5, seed: 7, stream: 5 });
  expect(normals(7, streams.sample, 5, 6).params).toMatchObject({ count: 6 });
});

test("normals trusts no logarithm, cosine or sine of WGSL", () => {
  const code = normals(1, streams.sample, 0, 4).shader.code.replaceAll(/\/\/.*/g, "");
  expect(code).not.toMatch(/\b(log2?|cos|sin)\(/);
});
