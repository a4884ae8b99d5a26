import { expect, test } from "vitest";
import { fromFloat16, toFloat16 } from "#checkpoint/float16.ts";

/** IEEE 754-2008, table 3.5, and the examples of the article "Half-precision floating-point format" of Wikipedia. */
const exact: readonly [bits: number, value: number][] = [
  [0x0000, 0],
  [0x8000, -0],
  [0x0001, 5.960464477539063e-8],
  [0x8001, -5.960464477539063e-8],
  [0x03ff, 6.097555160522461e-5],
  [0x0400, 6.103515625e-5],
  [0x3555, 0.333251953125],
  [0x3bff, 0.99951171875],
  [0x3c00, 1],
  [0x3c01, 1.0009765625],
  [0xc000, -2],
  [0x7bff, 65504],
  [0x7c00, Infinity],
  [0xfc00, -Infinity],
];

test.for(exact)("%i stands for %f", ([bits, value]) => {
  expect(fromFloat16(bits)).toBe(value);
  expect(toFloat16(value)).toBe(bits);
});

test("not a number stays none", () => {
  expect(fromFloat16(toFloat16(Number.NaN))).toBeNaN();
  expect(fromFloat16(0x7c01)).toBeNaN();
});

test("every pattern that stands for a number comes back as itself", () => {
  const numbers = Array.from({ length: 2 ** 16 }, (_, bits) => bits).filter(
    (bits) => !Number.isNaN(fromFloat16(bits)),
  );
  expect(numbers).toHaveLength(2 ** 16 - 2 * 1023);
  expect(numbers.filter((bits) => toFloat16(fromFloat16(bits)) !== bits)).toEqual([]);
});

test.for([
  ["one and a half of the last place, to even: down", 1 + 2 ** -11, 0x3c00],
  ["one and a half of the last place, to even: up", 1 + 3 * 2 ** -11, 0x3c02],
  ["a little above the half", 1 + 2 ** -11 + 2 ** -23, 0x3c01],
  ["a little below the half", 1 + 2 ** -11 - 2 ** -23, 0x3c00],
  ["a carry into the exponent", 2 - 2 ** -12, 0x4000],
  ["half of the smallest, to even", 2 ** -25, 0x0000],
  ["above half of the smallest", 2 ** -25 + 2 ** -40, 0x0001],
  ["between the two smallest, to even", 3 * 2 ** -25, 0x0002],
  ["a subnormal that rounds to the first normal", 2 ** -14 - 2 ** -26, 0x0400],
  ["a subnormal of float32", 2 ** -149, 0x0000],
  ["the last that does not overflow", 65519.99609375, 0x7bff],
  ["halfway to 2^16", 65520, 0x7c00],
  ["far too large", -3.4e38, 0xfc00],
] as const)("%s: %f", ([, value, bits]) => {
  expect(toFloat16(value)).toBe(bits);
});

test("every float32 between two neighbours goes to the nearer one", () => {
  for (const bits of [0x0001, 0x0200, 0x03ff, 0x0400, 0x2e66, 0x3c00, 0x7bfe]) {
    const [low, high] = [fromFloat16(bits), fromFloat16(bits + 1)];
    for (const share of [0.1, 0.25, 0.4999]) {
      expect(toFloat16(Math.fround(low + share * (high - low)))).toBe(bits);
      expect(toFloat16(Math.fround(high - share * (high - low)))).toBe(bits + 1);
    }
  }
});
