import { expect, test } from "vitest";
import { classNumbers } from "#engine/networkDenoiser.ts";

test("a network is told the classes, or for each image the number after the last for none", () => {
  expect([...classNumbers(Int32Array.of(2, 0), 2, 3)]).toEqual([2, 0]);
  expect([...classNumbers(null, 3, 10)]).toEqual([10, 10, 10]);
});
