import { at } from "#math/at.ts";
import type { Label, ParamSpecs, ParamValues } from "#math/params.ts";
import { resolveParams } from "#math/params.ts";

/** Fewest and most timesteps that the page offers. */
export const T_RANGE = { min: 10, max: 1000 } as const;

/**
 * A noise schedule as tables over t = 0..T, in float64. Entry 0 is the clean image: `betas[0] = 0`,
 * `alphasCumprod[0] = 1`. Ho's paper counts t from 1 and his code from 0; ours[t] is his code's [t - 1]. DDPM Sec. 2.
 */
export interface Schedule {
  readonly id: string;
  readonly T: number;
  readonly betas: Float64Array;
  readonly alphasCumprod: Float64Array;
}

/** A file in `schedules/`: it brings its label, its citation and its parameters, and inherits the contract test. */
export interface SchedulePlugin<S extends ParamSpecs = ParamSpecs> {
  readonly id: string;
  readonly label: Label;
  readonly source: string;
  readonly params: S;
  /** beta_1 .. beta_T, length T. */
  betas(T: number, params: ParamValues<S>): Float64Array;
}

/** Checks a plug-in's type where it is written. */
export function defineSchedule<const S extends ParamSpecs>(plugin: SchedulePlugin<S>): SchedulePlugin<S> {
  return plugin;
}

/**
 * The tables of a schedule: alphaBar_t = prod_{s <= t} (1 - beta_s). DDPM Eq. 4.
 *
 * @param zeroTerminalSnr see `withZeroTerminalSnr`.
 * @throws {RangeError} when T is not a whole number in 10..1000, a parameter leaves its range, or a beta leaves (0, 1).
 */
export function createSchedule(
  plugin: SchedulePlugin,
  T: number,
  params: Readonly<Record<string, number>> = {},
  zeroTerminalSnr = false,
): Schedule {
  if (!Number.isInteger(T) || T < T_RANGE.min || T > T_RANGE.max) {
    throw new RangeError(`T = ${T} is not a whole number in ${T_RANGE.min}..${T_RANGE.max}`);
  }
  const tail = plugin.betas(T, resolveParams(plugin.params, params));
  const betas = new Float64Array(T + 1);
  const alphasCumprod = new Float64Array(T + 1);
  alphasCumprod[0] = 1;
  for (let t = 1; t <= T; t++) {
    const beta = at(tail, t - 1);
    if (!(beta > 0 && beta < 1)) {
      throw new RangeError(`beta_${t} = ${beta} of schedule "${plugin.id}" is outside (0, 1)`);
    }
    betas[t] = beta;
    alphasCumprod[t] = at(alphasCumprod, t - 1) * (1 - beta);
  }
  const schedule = { id: plugin.id, T, betas, alphasCumprod };
  return zeroTerminalSnr ? withZeroTerminalSnr(schedule) : schedule;
}

/**
 * The schedule with sqrt(alphaBar) shifted and stretched so that alphaBar_T is exactly 0 and alphaBar_1 stays: x_T is pure
 * noise, as it is when sampling begins. Then eps at T says nothing about x_0, so that only x_0 or v can be predicted there.
 * Lin et al. 2024, Alg. 1.
 */
function withZeroTerminalSnr({ id, T, alphasCumprod }: Schedule): Schedule {
  const first = Math.sqrt(at(alphasCumprod, 1));
  const last = Math.sqrt(at(alphasCumprod, T));
  const rescaled = alphasCumprod.map((alphaCumprod, t) =>
    t === 0 ? 1 : (((Math.sqrt(alphaCumprod) - last) * first) / (first - last)) ** 2,
  );
  const betas = rescaled.map((alphaCumprod, t) => (t === 0 ? 0 : 1 - alphaCumprod / at(rescaled, t - 1)));
  return { id, T, betas, alphasCumprod: rescaled };
}
