/** How far a run is. */
export interface Standing {
  readonly step: number;
  readonly steps: number;
  /** Smoothed L_simple, or null before the first. */
  readonly loss: number | null;
  readonly stepsPerSecond: number;
}

/** Short, so that all of the line stands on a terminal of eighty columns. */
const BAR = 10;

/** ` 450/1500 [===       ]   30 %  loss 0.0432  5.12 steps/s  3 min 25 s left` */
export function progressLine({ step, steps, loss, stepsPerSecond }: Standing): string {
  const share = step / steps;
  const parts = [
    `${String(step).padStart(String(steps).length)}/${steps} [${"=".repeat(Math.floor(BAR * share)).padEnd(BAR)}]`,
    `${String(Math.floor(100 * share)).padStart(3)} %`,
  ];
  if (loss !== null) parts.push(`loss ${loss.toFixed(4)}`);
  if (stepsPerSecond > 0) {
    parts.push(`${threeDigits(stepsPerSecond)} steps/s`, `${duration((steps - step) / stepsPerSecond)} left`);
  }
  return parts.join("  ");
}

/** What there is to say before the first step. */
export function compilingLine({
  compiled,
  shaders,
}: {
  readonly compiled: number;
  readonly shaders: number;
}): string {
  return shaders === 0 ? "preparing the first step" : `compiling shaders: ${compiled} of ${shaders}`;
}

/** What there is to say while samples are drawn. */
export function samplingLine(share: number): string {
  return `drawing samples: ${Math.floor(100 * share)} %`;
}

/** `8 s`, `3 min 28 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function threeDigits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
