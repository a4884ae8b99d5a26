import { expect, test } from "vitest";
import { gatherRows } from "#gpu/kernels/gatherRows.ts";
import { buffersOf, expectSound } from "../../../fixtures/launch.ts";

test("gatherRows is sound for rows of any size", () => {
  expectSound(gatherRows(8, 6));
  expectSound(gatherRows(8, 32));
  expect(buffersOf(gatherRows(8, 32))).toEqual(["write rows", "read table", "read indices"]);
  expect(gatherRows(8, 32).params).toEqual({ count: 64, length: 8 });
  expect(gatherRows(8, 6).params).toEqual({ count: 48, length: 6 });
});
