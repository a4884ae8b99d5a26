import { expect, test } from "vitest";
import type { Canvas } from "#data/brush.ts";
import { mix, paint, paintGradient, rgb } from "#data/brush.ts";

const canvas = (size: number): Canvas => ({ size, pixels: new Float32Array(size * size * 3) });

test("a colour is read as web pages write it", () => {
  expect(rgb(0xff8001)).toEqual([255, 128, 1]);
});

test("a mixture goes from the first colour to the second", () => {
  expect(mix([0, 100, 200], [100, 100, 0], 0.25)).toEqual([25, 100, 150]);
});

test("a gradient has its colours at the upper and the lower edge, and is even in between", () => {
  const picture = canvas(3);
  paintGradient(picture, [0, 0, 0], [100, 50, 10]);
  const row = (y: number): number[] => [...picture.pixels.subarray(y * 9, y * 9 + 9)];
  expect([row(0), row(1), row(2)]).toEqual([
    [0, 0, 0, 0, 0, 0, 0, 0, 0],
    [50, 25, 5, 50, 25, 5, 50, 25, 5],
    [100, 50, 10, 100, 50, 10, 100, 50, 10],
  ]);
});

test("a shape colours each pixel by the part that it covers", () => {
  const picture = canvas(2);
  const contains = (dx: number, dy: number): boolean => Math.abs(dx) < 0.5 && Math.abs(dy) < 1;
  paint(picture, [160, 160, 160], { x: 1, y: 1, reach: [0.5, 1], contains });
  expect(picture.pixels.every((value) => value === 80)).toBe(true);
});

test("the area of a disc comes out within a percent, wherever it lies", () => {
  for (const x of [8, 8.3, 9.75]) {
    const picture = canvas(18);
    paint(picture, [1, 1, 1], { x, y: 8.6, reach: [6, 6], contains: (dx, dy) => dx * dx + dy * dy < 36 });
    const area = picture.pixels.reduce((a, b) => a + b, 0) / 3;
    expect(Math.abs(area / (Math.PI * 36) - 1)).toBeLessThan(0.01);
  }
});

test("a shape that leaves the picture is cut off", () => {
  const picture = canvas(2);
  paint(picture, [9, 9, 9], { x: 0, y: 2, reach: [1, 1], contains: () => true });
  expect([...picture.pixels].map((value) => value / 9)).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0]);
});
