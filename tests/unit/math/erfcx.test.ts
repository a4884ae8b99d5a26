import { expect, test } from "vitest";
import { erfcx } from "#math/erfcx.ts";

/** mpmath 1.2.1 with 50 digits, exp(x^2) erfc(x); its series in 1 / x^2 from 100 on. */
test.each([
  { x: 0, expected: 1 },
  { x: 1e-9, expected: 0.9999999988716208 },
  { x: 0.1, expected: 0.8964569799691267 },
  { x: 0.5, expected: 0.6156903441929259 },
  { x: 1, expected: 0.427583576155807 },
  { x: 2, expected: 0.25539567631050575 },
  { x: 3.75, expected: 0.14558972127503855 },
  { x: 5, expected: 0.11070463773306863 },
  { x: 10, expected: 0.05614099274382259 },
  { x: 26, expected: 0.021683584850562907 },
  { x: 100, expected: 0.005641613782989433 },
  { x: 1e4, expected: 5.641895807268084e-5 },
  { x: 1e10, expected: 5.641895835477563e-11 },
])("has all digits of mpmath's $expected at $x", ({ x, expected }) => {
  expect(erfcx(x) / expected).toBeCloseTo(1, 14);
});

test("obeys its differential equation y' = 2xy - 2 / sqrt(pi) between those points", () => {
  const h = 1e-4;
  for (let x = h; x < 30; x += 0.37) {
    const slope = (erfcx(x + h) - erfcx(x - h)) / (2 * h);
    expect(slope).toBeCloseTo(2 * x * erfcx(x) - 2 / Math.sqrt(Math.PI), 7);
  }
});

test("is 0 at infinity, and no number where x is none", () => {
  expect(erfcx(Infinity)).toBe(0);
  expect(erfcx(Number.NaN)).toBeNaN();
});

test("refuses a negative x, where it would overflow", () => {
  expect(() => erfcx(-1)).toThrow(new RangeError("x = -1 is negative; 0..Infinity is legal"));
});
