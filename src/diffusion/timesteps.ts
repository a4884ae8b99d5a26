/** How fewer steps than T are spread over 1..T; Lin et al. 2024, Sec. 3.3. */
export type Spacing = "trailing" | "leading" | "linspace";

/**
 * The timesteps that a reverse process visits: descending, steps + 1 of them, the last one 0.
 *
 * "trailing" starts at T, where x_t is pure noise, and divides 0..T evenly. "leading" is the way of
 * DDIM's code and diffusers' default, multiples of floor(T / steps) plus 1: it starts below T when steps < T. "linspace" divides
 * 1..T evenly, with both ends. Halves go to the even neighbour, as in NumPy.
 *
 * @throws {RangeError} when steps is not a whole number in 1..T.
 */
export function timesteps(T: number, steps: number, spacing: Spacing): number[] {
  if (!Number.isInteger(steps) || steps < 1 || steps > T) {
    throw new RangeError(`steps = ${steps} is not a whole number in 1..${T}`);
  }
  const stride = Math.floor(T / steps);
  const visit = {
    trailing: (k: number) => roundHalfToEven(((steps - k) * T) / steps),
    leading: (k: number) => (steps - 1 - k) * stride + 1,
    // One step alone starts at T, where pure noise is.
    linspace: (k: number) =>
      steps === 1 ? T : 1 + roundHalfToEven(((steps - 1 - k) * (T - 1)) / (steps - 1)),
  };
  return [...Array.from({ length: steps }, (_, k) => visit[spacing](k)), 0];
}

function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded;
}
