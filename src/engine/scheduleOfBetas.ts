import type { Schedule, SchedulePlugin } from "#diffusion/schedule.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { schedules } from "#diffusion/schedules/index.ts";
import { at } from "#math/at.ts";
import type { TrainingConfig } from "#protocol/config.ts";
import { chosenSchedule } from "./chosenSchedule.ts";

type Choice = TrainingConfig["schedule"];
type Params = Choice["params"];

/** Two tables that are this close, as a share of each beta, are one schedule. */
const TOLERANCE = 1e-5;
/** What float32 cannot tell of 1 - beta, by which many a table was computed. */
const EPSILON = 2 ** -23;
const BISECTIONS = 60;
/** Digits of a parameter as somebody would have typed it, tried first. */
const DIGITS = 6;

/** Whether a schedule has these betas, beta_0 = 0 .. beta_T; one that cannot be has none. */
export function hasBetas(choice: Choice, betas: Float64Array): boolean {
  if (choice.T !== betas.length - 1) return false;
  try {
    return isSame(chosenSchedule(choice).betas, betas);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * The schedule of the page that has these betas, beta_0 = 0 .. beta_T, or null where there is none. Of a schedule with one or two
 * parameters they are found from the table: with two, the first from beta_1, and in either case the last from alphaBar in the
 * middle.
 */
export function scheduleOfBetas(betas: Float64Array): Choice | null {
  const T = betas.length - 1;
  const zeroTerminalSnr = at(betas, T) === 1;
  for (const plugin of schedules.values()) {
    const params = paramsOf(plugin, betas, zeroTerminalSnr);
    if (params) return { id: plugin.id, T, params, ...(zeroTerminalSnr && { zeroTerminalSnr }) };
  }
  return null;
}

function paramsOf(plugin: SchedulePlugin, betas: Float64Array, zeroTerminalSnr: boolean): Params | null {
  const T = betas.length - 1;
  const table = (params: Params): Schedule => createSchedule(plugin, T, params, zeroTerminalSnr);
  const isIt = (params: Params) => isSame(table(params).betas, betas);
  if (isIt({})) return {};
  const found = fitted();
  return [rounded(plugin, found), found].find(isIt) ?? null;

  function fitted(): Params {
    const names = Object.keys(plugin.params);
    const last = names.at(-1);
    if (last === undefined || names.length > 2) return {};
    const [first] = names.length === 2 ? names : [];
    const withLast = (value: number): Params => {
      const params = { [last]: value };
      return first === undefined ? params : { ...params, [first]: firstParam(first, params) };
    };
    const middle = Math.ceil(T / 2);
    const wanted = alphaBar(betas, middle);
    const { min, max } = specOf(plugin, last);
    const noiseAt = (value: number) => at(table(withLast(value)).alphasCumprod, middle);
    const isFalling = noiseAt(max) < noiseAt(min);
    let [low, high] = [min, max];
    for (let i = 0; i < BISECTIONS; i++) {
      const value = (low + high) / 2;
      if (noiseAt(value) > wanted === isFalling) low = value;
      else high = value;
    }
    return withLast((low + high) / 2);
  }

  /**
   * beta_1 is a straight line in the first parameter, and zero terminal SNR leaves it as it is. With few timesteps the line is cut
   * off below 1: the half of the range that is not tells where it goes.
   */
  function firstParam(first: string, others: Params): number {
    const { min, max } = specOf(plugin, first);
    const betaAt = (value: number) => at(createSchedule(plugin, T, { ...others, [first]: value }).betas, 1);
    const middle = (min + max) / 2;
    const [low, high] = [betaAt(min), betaAt(middle)];
    const value = low === high ? min : min + ((at(betas, 1) - low) / (high - low)) * (middle - min);
    return Math.min(max, Math.max(min, value));
  }
}

function specOf(plugin: SchedulePlugin, name: string): { readonly min: number; readonly max: number } {
  return plugin.params[name] ?? { min: 0, max: 0 };
}

function rounded(plugin: SchedulePlugin, params: Params): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const { min, max } = specOf(plugin, name);
      return [name, Math.min(max, Math.max(min, Number(value.toPrecision(DIGITS))))];
    }),
  );
}

function alphaBar(betas: Float64Array, t: number): number {
  return betas.subarray(1, t + 1).reduce((product, beta) => product * (1 - beta), 1);
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, t) => Math.abs(value - at(b, t)) <= TOLERANCE * at(b, t) + EPSILON);
}
