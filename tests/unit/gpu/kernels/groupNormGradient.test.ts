import { expect, test } from "vitest";
import { groupNormGradient } from "#gpu/kernels/groupNormGradient.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

const shape = { batch: 3, pixels: 35, channels: 24, groups: 2 };

test("groupNormGradient is sound for any channels of a group", () => {
  for (const channels of [2, 6, 24, 520]) {
    for (const addend of [false, true]) {
      for (const lanes of [1, 64, 128, 256] as const) {
        expectSound(groupNormGradient({ ...shape, channels }, { silu: true, addend }, lanes));
      }
    }
  }
});

test("groupNormGradient reads the addend last, and only if there is one", () => {
  const buffers = [
    "write dx",
    "write partials",
    "read dy",
    "read x",
    "read statistics",
    "read gamma",
    "read beta",
  ];
  expect(buffersOf(groupNormGradient(shape, { silu: true, addend: false }))).toEqual(buffers);
  expect(buffersOf(groupNormGradient(shape, { silu: true, addend: true }))).toEqual([
    ...buffers,
    "read addend",
  ]);
});

test("groupNormGradient leaves dbeta at the next multiple of 64 floats after dgamma", () => {
  const partialSize = (channels: number, groups: number) =>
    groupNormGradient({ ...shape, channels, groups }, { silu: false, addend: false }).params["partialSize"];
  expect(partialSize(24, 2)).toBe(128 / 4);
  expect(partialSize(6, 2)).toBe(64);
});
