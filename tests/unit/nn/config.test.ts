import { describe, expect, test } from "vitest";
import { unetConfig, widthsOf } from "#nn/config.ts";
import { sizeOf } from "#nn/scope.ts";
import { createUnet } from "#nn/unet.ts";

const modelSizes = ["XS", "S", "M", "L"] as const;

describe.each(modelSizes)("%s", (modelSize) => {
  test.each([
    [8, 2, 4],
    [12, 2, 6],
    [16, 2, 8],
    [20, 3, 5],
    [24, 3, 6],
    [28, 3, 7],
    [32, 3, 8],
  ])("at %i px has %i resolutions, the coarsest of %i px", (imageSize, resolutions, coarsest) => {
    const { channels } = unetConfig(modelSize, imageSize, 3, false);
    expect(channels).toHaveLength(resolutions);
    expect(imageSize / 2 ** (channels.length - 1)).toBe(coarsest);
  });

  test.each([16, 32])(
    "at %i px is never narrower further down, and every width falls into whole groups",
    (imageSize) => {
      const { channels, groups } = unetConfig(modelSize, imageSize, 3, false);
      expect(channels.toSorted((a, b) => a - b)).toEqual(channels);
      expect(channels.map((width) => width % groups)).toEqual(channels.map(() => 0));
    },
  );
});

test.each([8, 16, 20, 32])(
  "at %i px each size has between two and eight times the parameters of the one before",
  (imageSize) => {
    const counts = modelSizes.map((size) => sizeOf(createUnet(unetConfig(size, imageSize, 1, false)).layout));
    for (const [i, count] of counts.slice(1).entries()) {
      const ratio = count / (counts[i] ?? Number.NaN);
      expect(ratio).toBeGreaterThan(2);
      expect(ratio).toBeLessThan(8);
    }
  },
);

test("what was asked for beside the size comes through", () => {
  expect(unetConfig("S", 12, 1, true)).toMatchObject({ imageSize: 12, imageChannels: 1, zeroInit: true });
  expect(unetConfig("S", 28, 3, false)).toMatchObject({ imageSize: 28, imageChannels: 3, zeroInit: false });
});

test.each([0, 9, 8.5, 40, -8])("a side of %d px is refused", (imageSize) => {
  expect(() => unetConfig("M", imageSize, 3, false)).toThrow(
    new RangeError(`imageSize = ${imageSize} is not a multiple of 4 in 8..32`),
  );
});

test("a network from a file brings its own widths, if the side can be halved as often", () => {
  const widths = { channels: [8, 8, 8, 8], layers: 3, groups: 2 };
  expect(unetConfig("S", 32, 3, false, null, widths)).toMatchObject(widths);
  expect(() => unetConfig("S", 28, 3, false, null, widths)).toThrow(
    new RangeError("imageSize = 28 cannot be halved 3 times"),
  );
});

test("a size is what its widths say", () => {
  const { channels, layers, groups } = unetConfig("M", 32, 3, false);
  expect(widthsOf("M", 32)).toEqual({ channels, layers, groups });
});
