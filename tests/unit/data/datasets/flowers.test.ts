import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import flowers from "#data/datasets/flowers.ts";
import { nodeSource } from "../../../fixtures/nodeSource.ts";

const { count, size, images, labels, classes } = await flowers.load(nodeSource);

test("the species come up equally often", () => {
  const times = classes.map((_, species) => labels?.filter((label) => label === species).length ?? 0);
  // Four standard deviations of a binomial count are 111.
  for (const found of times) expect(Math.abs(found - count / 4)).toBeLessThan(111);
});

test("every picture has a plain sky in its upper corners and a green stem at its lower edge", () => {
  const pixel = (n: number, y: number, x: number): number[] => {
    const i = ((n * size + y) * size + x) * 3;
    return [...images.subarray(i, i + 3)];
  };
  for (let n = 0; n < count; n += 97) {
    expect(pixel(n, 0, 0)).toEqual(pixel(n, 0, size - 1));
    const edge = Array.from({ length: size }, (_, x) => pixel(n, size - 1, x));
    const differing = edge.filter((rgb) => rgb.join() !== pixel(n, size - 1, 0).join());
    expect(differing.length).toBeGreaterThan(0);
    expect(differing.some(([r = 0, g = 0, b = 0]) => g > r && g > b)).toBe(true);
  }
});

test("the highlights show different species on different skies", () => {
  expect(new Set(flowers.highlights.map((n) => labels?.[n])).size).toBe(classes.length);
});

test("the pixels do not change from one version of the program to the next", () => {
  expect(createHash("sha256").update(images).digest("hex")).toBe(
    "49477e69cfcdf085f2fa0890d233e172794fab348162276523c9f9d4c878eb25",
  );
});
