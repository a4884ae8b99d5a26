import { expect, test } from "vitest";
import type { ParamSpecs } from "#math/params.ts";
import { defaultParams, resolveParams } from "#math/params.ts";

const specs = {
  eta: { label: { en: "eta", zh: "eta" }, min: 0, max: 1, default: 0 },
  order: { label: { en: "order", zh: "阶" }, min: 1, max: 3, default: 2, step: 1 },
} satisfies ParamSpecs;

test("nothing chosen gives the defaults", () => {
  expect(defaultParams(specs)).toEqual({ eta: 0, order: 2 });
});

test("a chosen value replaces its default, the ends of the range included, and unknown keys are dropped", () => {
  expect(resolveParams(specs, { eta: 1, variance: 5 })).toEqual({ eta: 1, order: 2 });
});

test.each([-0.1, 1.1, Number.NaN, Infinity])("refuses eta = %d by name and range", (eta) => {
  expect(() => resolveParams(specs, { eta })).toThrow(new RangeError(`eta = ${eta} is outside 0..1`));
});
