import { expect, test } from "vitest";
import { clipImages, dynamicBound } from "#diffusion/clipping.ts";

test("the range clips value by value, none leaves all as it is", () => {
  const images = Float32Array.of(-3, -0.5, 0.25, 1.5);
  const untouched = images.slice();
  clipImages(untouched, "none", 2);
  expect(untouched).toEqual(images);
  clipImages(images, "range", 2);
  expect([...images]).toEqual([-1, -0.5, 0.25, 1]);
});

test("the dynamic bound is torch.quantile(|x|, 0.995), never below 1", () => {
  // torch.quantile(torch.arange(0., 7.5, 0.25), 0.995) = 7.21375.
  const ramp = Float32Array.from({ length: 30 }, (_, i) => (i % 2 ? -1 : 1) * i * 0.25);
  expect(dynamicBound(ramp)).toBeCloseTo(7.21375, 5);
  expect(dynamicBound(Float32Array.of(0.1, -0.2, 0.3))).toBe(1);
  expect(dynamicBound(Float32Array.of(-7))).toBe(7);
});

test("dynamic thresholding divides each image by a bound of its own", () => {
  const wild = Array.from({ length: 1000 }, (_, i) => (i < 100 ? 4 : 0.5));
  const tame = Array.from({ length: 1000 }, () => 0.5);
  const images = Float32Array.of(...wild, ...tame);
  clipImages(images, "dynamic", 1000);
  expect([images[0], images[999], images[1000]]).toEqual([1, 0.125, 0.5]);
});
