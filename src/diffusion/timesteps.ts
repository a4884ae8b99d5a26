/** How fewer steps than T are spread over 1..T; Lin et al. 2024, Sec. 3.3. */
export type Spacing = "trailing" | "leading";

/**
 * The timesteps that a reverse process visits: descending, steps + 1 of them, the last one 0.
 *
 * "trailing" starts at T, where x_t is pure noise, and divides 0..T evenly. "leading" is the way of
 * DDIM's code and diffusers' default, multiples of floor(T / steps) plus 1: it starts below T when steps < T.
 *
 * @throws {RangeError} when steps is not a whole number in 1..T.
 */
export function timesteps(T: number, steps: number, spacing: Spacing): number[] {
  if (!Number.isInteger(steps) || steps < 1 || steps > T) {
    throw new RangeError(`steps = ${steps} is not a whole number in 1..${T}`);
  }
  const stride = Math.floor(T / steps);
  const visited = Array.from({ length: steps }, (_, k) =>
    spacing === "trailing" ? Math.round(((steps - k) * T) / steps) : (steps - 1 - k) * stride + 1,
  );
  return [...visited, 0];
}
