import { at } from "./at.ts";

/** The x at which the variable of the series is 0: the authors' choice. */
const CENTRE = 3.75;

/** Chebyshev coefficients of (1 + 2x) erfcx(x), the first one halved; those left out are below 3e-18. */
const COEFFICIENTS = [
  1.1775789345674017, -0.004590054580646478, -0.08424913336651792, 0.05920993999819189, -0.026658668435305753,
  0.009074997670705265, -0.002413163540417608, 0.0004907758365258086, -6.916973302501207e-5,
  4.13902798607301e-6, 7.74038306619849e-7, -2.1886401049234397e-7, 1.076499946567091e-8,
  4.521959811218287e-9, -7.754400208831351e-10, -6.318088340886684e-11, 2.86879501093067e-11,
  1.9455868545777347e-13, -9.65469674843344e-13, 3.25254814814874e-14, 3.3478119482868056e-14,
  -1.864562880419313e-15, -1.2507950530688648e-15, 7.418235256624044e-17, 5.068148904796111e-17,
];

/**
 * The scaled complementary error function exp(x^2) erfc(x), x >= 0, which neither underflows nor loses digits where erfc
 * does. One Chebyshev series in (x - 3.75) / (x + 3.75) serves the whole half-line: Shepherd & Laframboise 1981.
 *
 * @throws {RangeError} when x is negative.
 */
export function erfcx(x: number): number {
  if (x < 0) throw new RangeError(`x = ${x} is negative; 0..Infinity is legal`);
  const y = 1 - (2 * CENTRE) / (x + CENTRE);
  // Clenshaw 1955: from the last coefficient to the first.
  let ahead = 0;
  let sum = 0;
  for (let n = COEFFICIENTS.length - 1; n > 0; n--) {
    const next = 2 * y * sum - ahead + at(COEFFICIENTS, n);
    ahead = sum;
    sum = next;
  }
  return (y * sum - ahead + at(COEFFICIENTS, 0)) / (1 + 2 * x);
}
