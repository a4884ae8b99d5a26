import { expect, test } from "vitest";
import { candidatesFor, firstTiles, gpuTiles, quadTiles, softwareTiles } from "#gpu/tiles.ts";

const deviceWith = (...features: string[]) => ({ features: new Set(features) }) as unknown as GPUDevice;

test("a graphics card begins with what suits graphics cards, and may try everything that its features allow", () => {
  expect(firstTiles(deviceWith("subgroups"), "ampere", false)).toBe(gpuTiles);
  expect(candidatesFor(new Set(["subgroups"])).convolution.map(({ name }) => name)).toContain("quad");
  expect(candidatesFor(new Set()).convolution.map(({ name }) => name)).not.toContain("quad");
});

test("an adapter in software gets fat threads; quads only on the one that every change is tested on", () => {
  expect(firstTiles(deviceWith("subgroups"), "swiftshader", true)).toBe(quadTiles);
  expect(firstTiles(deviceWith(), "swiftshader", true)).toBe(softwareTiles);
  expect(firstTiles(deviceWith("subgroups"), "llvmpipe", true)).toBe(softwareTiles);
});
