/** A logarithmic axis from `min` to `max`, with a line at each power of ten inside. */
export interface LogScale {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

/** A loss axis always shows 1, the cost of knowing nothing, and the first decade below it. */
const MIN_AT_MOST = 0.05;
const MAX_AT_LEAST = 1.4;

/** Nothing outside is drawn: a dead or exploding run must not squeeze the rest into a line. */
const LIMITS = { min: 1e-4, max: 100 } as const;

/** The scale on which all these losses can be seen; what is not a positive finite number has no say in it. */
export function logScaleOf(losses: Iterable<number>): LogScale {
  let lowest: number = MIN_AT_MOST;
  let highest: number = MAX_AT_LEAST;
  for (const loss of losses) {
    if (!(loss > 0 && loss < Infinity)) continue;
    lowest = Math.min(lowest, loss * 0.9);
    highest = Math.max(highest, loss * 1.1);
  }
  const min = Math.max(LIMITS.min, roundDown(lowest));
  const max = Math.min(LIMITS.max, highest);
  const ticks: number[] = [];
  for (let exponent = 2; exponent >= -4; exponent--) {
    const tick = Number(`1e${exponent}`);
    if (tick >= min && tick <= max) ticks.push(tick);
  }
  return { min, max, ticks };
}

/** Place of a loss on the scale, 0 at the bottom, 1 at the top; what lies outside is moved to the edge. */
export function logShare({ min, max }: LogScale, loss: number): number {
  const share = Math.log(loss / min) / Math.log(max / min);
  return Math.min(1, Math.max(0, share));
}

/** The largest of .. 0.1, 0.2, 0.5, 1 .. that is not above `value`. */
function roundDown(value: number): number {
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  const mantissa = value / 10 ** exponent + 1e-9;
  return Number(`${mantissa >= 5 ? 5 : mantissa >= 2 ? 2 : 1}e${exponent}`);
}
