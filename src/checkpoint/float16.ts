/** Smallest number of full precision; below it the distance between two numbers is 2^-24. */
const SMALLEST_NORMAL = 2 ** -14;
/** From here on the nearest number would be 2^16, which has no 16-bit form. */
const OVERFLOW = 65_520;

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/**
 * The IEEE 754 binary16 bits of a float32, rounded to nearest, ties to even; what is too large becomes an infinity.
 *
 * The fraction is counted in units of the last place, so that a carry runs into the exponent by itself.
 */
export function toFloat16(value: number): number {
  float[0] = value;
  const [bits = 0] = word;
  const sign = (bits >>> 16) & 0x8000;
  if (Number.isNaN(value)) return sign | 0x7e00;
  const magnitude = Math.abs(value);
  if (magnitude >= OVERFLOW) return sign | 0x7c00;
  if (magnitude < SMALLEST_NORMAL) return sign | roundToEven(magnitude * 2 ** 24);
  const exponent = ((bits >>> 23) & 0xff) - 127;
  const fraction = roundToEven(magnitude * 2 ** (10 - exponent)) - 1024;
  return sign | (((exponent + 15) << 10) + fraction);
}

/** The number that 16 bits of IEEE 754 binary16 stand for. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
