import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { sheetPng } from "../../../../tools/train/sheet.ts";

function pixelsOf(png: Buffer) {
  const { width, height, data } = PNG.sync.read(png);
  return {
    width,
    height,
    at: (x: number, y: number) => [...data.subarray(4 * (y * width + x)).subarray(0, 4)],
  };
}

test("sixty-four pictures stand in rows of eight, each pixel enlarged", () => {
  const images = new Float32Array(64 * 16 * 16 * 3).fill(-1);
  // The last pixel of picture 10: second row, third column.
  images.set([1, 0, -2], (10 * 256 + 255) * 3);
  const { width, height, at } = pixelsOf(sheetPng({ images, size: 16, channels: 3 }));
  expect([width, height]).toEqual([512, 512]);
  for (const [x, y] of [
    [188, 124],
    [191, 127],
  ] as const) {
    expect(at(x, y)).toEqual([255, 128, 0, 255]);
  }
  for (const [x, y] of [
    [187, 124],
    [188, 123],
    [192, 127],
    [191, 128],
  ] as const) {
    expect(at(x, y)).toEqual([0, 0, 0, 255]);
  }
});

test("grey pictures are grey, and an unfinished row ends in nothing", () => {
  const images = new Float32Array(9 * 28 * 28).fill(3);
  const { width, height, at } = pixelsOf(sheetPng({ images, size: 28, channels: 1 }));
  expect([width, height]).toEqual([672, 168]);
  expect(at(83, 167)).toEqual([255, 255, 255, 255]);
  expect(at(84, 167)).toEqual([0, 0, 0, 0]);
});
