import { describe, expect, test } from "vitest";
import { DIVERGING_LIMIT, toRgba } from "#ui/figures/pixels.ts";
import type { PixelMode } from "#ui/figures/pixels.ts";

function rgb(pixels: readonly number[], channels: 1 | 3, mode: PixelMode): number[] {
  const rgba = new Uint8ClampedArray((4 * pixels.length) / channels);
  toRgba(pixels, channels, mode, rgba);
  return [...rgba].filter((_, i) => i % 4 !== 3);
}

describe("toRgba", () => {
  test("images run from black at -1 to white at +1 and are clipped beyond", () => {
    expect(rgb([-1, 1, -5, 5], 1, "image")).toEqual([0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 255, 255]);
    expect(rgb([1, -1, 0], 3, "image")).toEqual([255, 0, 128]);
  });

  test("noise is neutral at zero, blue below and red above, and alike beyond the limit", () => {
    const [red = 0, green = 0, blue = 0] = rgb([0], 1, "diverging");
    expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(4);
    expect(rgb([-DIVERGING_LIMIT], 1, "diverging")).toEqual([5, 48, 97]);
    expect(rgb([DIVERGING_LIMIT], 1, "diverging")).toEqual([103, 0, 31]);
    expect(rgb([99], 1, "diverging")).toEqual(rgb([DIVERGING_LIMIT], 1, "diverging"));
  });

  test("colour noise is the channels' sum over the square root of three: unit variance stays unit", () => {
    const value = 0.8;
    expect(rgb([value, value, value], 3, "diverging")).toEqual(rgb([value * Math.sqrt(3)], 1, "diverging"));
    expect(rgb([1, -1, 0], 3, "diverging")).toEqual(rgb([0], 1, "diverging"));
  });

  test("squared errors of a colour pixel are averaged", () => {
    expect(rgb([1, 0, 0.5], 3, "error")).toEqual(rgb([0.5], 1, "error"));
  });

  test("a value that is no number is drawn, not thrown", () => {
    expect(rgb([Number.NaN], 1, "diverging")).toHaveLength(3);
  });
});
