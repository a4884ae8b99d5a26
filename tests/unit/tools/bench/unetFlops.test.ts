import { expect, test } from "vitest";
import { unetConfig } from "#nn/config.ts";
import { nets } from "../../../../tools/bench/nets.ts";
import { unetFlops } from "../../../../tools/bench/unetFlops.ts";

test("a network of two resolutions, added up by hand", () => {
  const config = {
    imageSize: 8,
    imageChannels: 1,
    channels: [2, 4],
    layers: 1,
    groups: 2,
    zeroInit: true,
    classes: null,
  } as const;
  const fine = 64;
  const coarse = 16;
  const multiplications = [
    // The timestep: 2 -> 8 -> 8.
    2 * 8 + 8 * 8,
    9 * 1 * 2 * fine,
    // Down: a block 2 -> 2 at 8x8, halving, a block 2 -> 4 with shortcut and attention at 4x4.
    9 * 2 * 2 * fine + 8 * 2 + 9 * 2 * 2 * fine,
    9 * 2 * 2 * coarse,
    9 * 2 * 4 * coarse + 8 * 4 + 9 * 4 * 4 * coarse + 2 * 4 * coarse,
    4 * 4 * 4 * coarse + 2 * coarse * coarse * 4,
    // Middle: two blocks 4 -> 4 and attention.
    2 * (9 * 4 * 4 * coarse + 8 * 4 + 9 * 4 * 4 * coarse),
    4 * 4 * 4 * coarse + 2 * coarse * coarse * 4,
    // Up at 4x4: 4 + 4 -> 4 and 4 + 2 -> 4, each with shortcut and attention; doubling to 8x8.
    9 * 8 * 4 * coarse + 8 * 4 + 9 * 4 * 4 * coarse + 8 * 4 * coarse,
    9 * 6 * 4 * coarse + 8 * 4 + 9 * 4 * 4 * coarse + 6 * 4 * coarse,
    2 * (4 * 4 * 4 * coarse + 2 * coarse * coarse * 4),
    9 * 4 * 4 * fine,
    // Up at 8x8: 4 + 2 -> 2 and 2 + 2 -> 2, each with shortcut.
    9 * 6 * 2 * fine + 8 * 2 + 9 * 2 * 2 * fine + 6 * 2 * fine,
    9 * 4 * 2 * fine + 8 * 2 + 9 * 2 * 2 * fine + 4 * 2 * fine,
    9 * 2 * 1 * fine,
  ];
  expect(unetFlops(config)).toBe(2 * multiplications.reduce((sum, count) => sum + count, 0));
});

test.for([
  ["reference", 728],
  ["280k", 31],
] as const)("the %s network costs %d MFLOP an image, as the design says", ([name, megaflops]) => {
  const net = nets.find((one) => one.name === name);
  expect(Math.round(unetFlops(net?.config ?? unetConfig("XS", 8, 1, true)) / 1e6)).toBe(megaflops);
});
