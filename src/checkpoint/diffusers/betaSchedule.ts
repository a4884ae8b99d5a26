import { at } from "#math/at.ts";

export const betaScheduleNames = ["linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid"] as const;

/** A schedule that diffusers computes by itself. */
export interface BetaSchedule {
  readonly name: (typeof betaScheduleNames)[number];
  /** The cosine takes no notice of the two ends. */
  readonly betaStart: number;
  readonly betaEnd: number;
  readonly zeroTerminalSnr: boolean;
}

/** Half a digit below what is compared: two schedules this close are one in float32, which is what diffusers keeps. */
const TOLERANCE = 1e-12;
const SIGMOID_REACH = 6;
const COSINE_OFFSET = 0.008;
const BETA_MAX = 0.999;

/** beta_0 = 0, beta_1 .. beta_T of a schedule of diffusers, in float64. `DDPMScheduler`, its `beta_schedule`. */
export function betasOf(
  { name, betaStart, betaEnd, zeroTerminalSnr }: BetaSchedule,
  T: number,
): Float64Array {
  const ramp = (from: number, to: number, i: number) => from + (i / (T - 1)) * (to - from);
  const beta = {
    linear: (i: number) => ramp(betaStart, betaEnd, i),
    scaled_linear: (i: number) => ramp(Math.sqrt(betaStart), Math.sqrt(betaEnd), i) ** 2,
    sigmoid: (i: number) =>
      betaStart + logistic(ramp(-SIGMOID_REACH, SIGMOID_REACH, i)) * (betaEnd - betaStart),
    squaredcos_cap_v2: (i: number) => Math.min(BETA_MAX, 1 - cosine((i + 1) / T) / cosine(i / T)),
  }[name];
  const betas = Float64Array.from({ length: T + 1 }, (_, t) => (t === 0 ? 0 : beta(t - 1)));
  return zeroTerminalSnr ? withZeroTerminalSnr(betas) : betas;
}

/** The same table with sqrt(alphaBar) shifted and stretched so that alphaBar_T = 0 and alphaBar_1 stays. Lin et al. 2024, Alg. 1. */
export function withZeroTerminalSnr(betas: Float64Array): Float64Array {
  let alphaCumprod = 1;
  const roots = betas.map((beta) => Math.sqrt((alphaCumprod *= 1 - beta)));
  const first = at(roots, 1);
  const last = at(roots, roots.length - 1);
  const alphasCumprod = roots.map((root, t) =>
    t === 0 ? 1 : (((root - last) * first) / (first - last)) ** 2,
  );
  return alphasCumprod.map((value, t) => (t === 0 ? 0 : 1 - value / at(alphasCumprod, t - 1)));
}

/** Which of diffusers' own schedules has these betas, or null: then it must be handed the list. */
export function betaScheduleOf(betas: Float64Array): BetaSchedule | null {
  const T = betas.length - 1;
  const zeroTerminalSnr = at(betas, T) === 1;
  const candidates = betaScheduleNames.map((name) => ({ name, ...ends(name, betas), zeroTerminalSnr }));
  return candidates.find((candidate) => isSame(betasOf(candidate, T), betas)) ?? null;
}

/** The ends that a schedule of this name must have if it begins and ends as the table does. */
function ends(name: BetaSchedule["name"], betas: Float64Array): Pick<BetaSchedule, "betaStart" | "betaEnd"> {
  const first = at(betas, 1);
  const last = at(betas, betas.length - 1);
  // At its ends the logistic curve is not yet 0 and 1.
  const missing = name === "sigmoid" ? logistic(-SIGMOID_REACH) : 0;
  const rise = (last - first) / (1 - 2 * missing);
  const betaStart = first - missing * rise;
  return { betaStart: rounded(betaStart), betaEnd: rounded(betaStart + rise) };
}

/** Without the rounding errors of the way here: 0.02, not 0.019999999999999997. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, t) => Math.abs(value - at(b, t)) <= TOLERANCE);
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** alphaBar of the cosine schedule at a share of the way. Nichol & Dhariwal 2021, Eq. 17. */
function cosine(share: number): number {
  return Math.cos(((share + COSINE_OFFSET) / (1 + COSINE_OFFSET)) * (Math.PI / 2)) ** 2;
}
