import { backend_util } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { convolutionShape } from "#gpu/ops/convolutionShape.ts";

test.each([
  { size: [8, 8], kernel: 3, stride: 1 },
  { size: [5, 7], kernel: 3, stride: 1 },
  { size: [8, 6], kernel: 3, stride: 2 },
  { size: [7, 9], kernel: 3, stride: 2 },
  { size: [6, 11], kernel: 1, stride: 1 },
] as const)(
  "sizes and padding of $size, kernel $kernel, stride $stride are tfjs'",
  ({ size, kernel, stride }) => {
    const [height, width] = size;
    const info = backend_util.computeConv2DInfo(
      [2, height, width, 3],
      [kernel, kernel, 3, 4],
      stride,
      1,
      "same",
    );
    const shape = convolutionShape([2, height, width, 3], [kernel, kernel, 3, 4], {
      stride,
      upsampled: false,
    });
    expect(shape).toMatchObject({
      batch: 2,
      height,
      width,
      channelsIn: 3,
      channelsOut: 4,
      outHeight: info.outHeight,
      outWidth: info.outWidth,
      padTop: info.padInfo.top,
      padLeft: info.padInfo.left,
    });
  },
);

test("of an upsampled image the stored size counts once and the result twice", () => {
  const shape = convolutionShape([1, 4, 6, 2], [3, 3, 2, 2], { stride: 1, upsampled: true });
  expect(shape).toMatchObject({ height: 4, width: 6, outHeight: 8, outWidth: 12, padTop: 1, padLeft: 1 });
});
