import { expect, test } from "vitest";
import { groupNorm } from "#gpu/kernels/groupNorm.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

const shape = { batch: 3, pixels: 35, channels: 24, groups: 2 };

test("groupNorm is sound for any channels of a group", () => {
  for (const channels of [2, 6, 24, 520]) {
    for (const silu of [false, true]) {
      for (const lanes of [1, 64, 128, 256] as const) {
        expectSound(groupNorm({ ...shape, channels }, 1e-6, { silu }, lanes));
      }
    }
  }
  expect(buffersOf(groupNorm(shape, 1e-6, { silu: true }))).toEqual([
    "write y",
    "write statistics",
    "read x",
    "read gamma",
    "read beta",
  ]);
});

test("groupNorm has a task for each image and group, and takes four channels at once where a group has them", () => {
  const params = groupNorm(shape, 1e-6, { silu: false }, 64).params;
  expect(params).toMatchObject({ tasks: 6, span: 3, stride: 6, columns: 3, rows: 21, size: 35 * 12 });
  expect(groupNorm({ ...shape, groups: 4 }, 1e-6, { silu: false }).params).toMatchObject({
    span: 6,
    stride: 24,
  });
});

test("groupNorm compiles nothing new for another batch, size or width", () => {
  const other = { batch: 64, pixels: 1024, channels: 32, groups: 8 };
  const code = (of: typeof shape) => groupNorm(of, 1e-6, { silu: true }).shader.code;
  expect(code(other)).toBe(code(shape));
});
