import { expect, test } from "vitest";
import { at } from "#math/at.ts";

test("gives the element, a zero included", () => {
  expect(at([7, 0], 1)).toBe(0);
  expect(at(Float64Array.of(0.5), 0)).toBe(0.5);
});

test.each([-1, 2, 0.5, Number.NaN])("refuses index %d and names the legal range", (index) => {
  expect(() => at([1, 2], index)).toThrow(new RangeError(`index ${index} is outside 0..1`));
});
