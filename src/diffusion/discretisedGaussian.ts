import { erfcx } from "#math/erfcx.ts";

/**
 * Natural logarithm of the probability that N(mean, std^2) lies in the bin of the grey value x0. The 256 bins are centred on
 * the grey values from -1 to 1, 2 / 255 wide, and the outer two reach to infinity: they sum to 1. DDPM Eq. 13.
 *
 * It is exact in the tails. Ho's and OpenAI's code approximate the distribution function and give no value less than 1e-12.
 *
 * @throws {RangeError} when x0 is outside [-1, 1].
 */
export function logBinProbability(x0: number, mean: number, std: number): number {
  const grey = Math.round((x0 + 1) * 127.5);
  if (!(grey >= 0 && grey <= 255)) throw new RangeError(`x0 = ${x0} is outside -1..1`);
  const lower = grey === 0 ? -Infinity : (grey - 0.5) / 127.5 - 1;
  const upper = grey === 255 ? Infinity : (grey + 0.5) / 127.5 - 1;
  return logMass((lower - mean) / std, (upper - mean) / std);
}

/** log(Phi(b) - Phi(a)), a < b, of the standard normal distribution. */
function logMass(a: number, b: number): number {
  // The density is even, so that the upper side does for both.
  if (a + b < 0) return logMass(-b, -a);
  if (a < 0) return Math.log1p(-upperTail(-a) - upperTail(b));
  // Both tails hold the factor exp(-a^2 / 2), which may underflow: it is taken out of the difference, as a logarithm.
  const rest = Math.exp(((a - b) * (a + b)) / 2) * erfcx(b * Math.SQRT1_2);
  return Math.log((erfcx(a * Math.SQRT1_2) - rest) / 2) - a ** 2 / 2;
}

/** 1 - Phi(z), z >= 0. */
function upperTail(z: number): number {
  return (Math.exp(-(z ** 2) / 2) * erfcx(z * Math.SQRT1_2)) / 2;
}
