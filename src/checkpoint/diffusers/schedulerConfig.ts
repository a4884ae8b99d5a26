import { at } from "#math/at.ts";
import type { BetaSchedule } from "./betaSchedule.ts";
import { betaScheduleNames, betaScheduleOf, betasOf, withZeroTerminalSnr } from "./betaSchedule.ts";
import type { ConfigReader } from "./configReader.ts";
import type { DiffusersModel } from "./model.ts";
import { DIFFUSERS_VERSION } from "./unetConfig.ts";

/** The process alone. */
export type Process = Omit<DiffusersModel, "unet">;

const T_RANGE = { min: 10, max: 1000 };
/** Below, a step would add nothing that float32 can hold. */
const BETA_MIN = 1e-9;
const predictionTypes = { eps: "epsilon", x0: "sample", v: "v_prediction" } as const;
const predictions = { epsilon: "eps", sample: "x0", v_prediction: "v" } as const;

/**
 * `scheduler/scheduler_config.json`: the arguments of diffusers' `DDPMScheduler` that give it the same alphaBar, all of them. A
 * schedule that diffusers does not know by name is written as the list of its betas.
 *
 * @throws {RangeError} when a beta is outside (0, 1].
 */
export function schedulerConfig({ betas, prediction, clip }: Process): Readonly<Record<string, unknown>> {
  const list = betas.subarray(1);
  for (const [i, beta] of list.entries()) {
    if (!(beta > 0 && beta <= 1)) throw new RangeError(`beta_${i + 1} = ${beta} is outside (0, 1]`);
  }
  const known = betaScheduleOf(betas);
  return {
    _class_name: "DDPMScheduler",
    _diffusers_version: DIFFUSERS_VERSION,
    beta_end: known?.betaEnd ?? at(list, list.length - 1),
    beta_schedule: known?.name ?? "linear",
    beta_start: known?.betaStart ?? at(list, 0),
    clip_sample: clip,
    clip_sample_range: 1,
    dynamic_thresholding_ratio: 0.995,
    num_train_timesteps: list.length,
    prediction_type: predictionTypes[prediction],
    // Leaves a list that ends at 1 as it is, and tells diffusers' other schedulers to mind the division by zero.
    rescale_betas_zero_snr: at(list, list.length - 1) === 1,
    sample_max_value: 1,
    steps_offset: 0,
    thresholding: false,
    // Few steps begin at T, where x_T is noise.
    timestep_spacing: "trailing",
    trained_betas: known ? null : [...list],
    variance_type: "fixed_small",
  };
}

/** The process that a `scheduler_config.json` describes, and its schedule where it has a name. */
export function readSchedulerConfig(
  config: ConfigReader,
): Process & { readonly betaSchedule: BetaSchedule | null } {
  config.only("_class_name", undefined, "DDPMScheduler", "DDIMScheduler");
  const T = config.whole("num_train_timesteps", 1000, T_RANGE.min, T_RANGE.max);
  const trained = config.take("trained_betas", null, list(T), listWords(T), { betas: null }).betas;
  const betaSchedule = {
    name: config.only("beta_schedule", "linear", ...betaScheduleNames),
    betaStart: config.number("beta_start", 1e-4, BETA_MIN, 1),
    betaEnd: config.number("beta_end", 0.02, BETA_MIN, 1),
    zeroTerminalSnr: config.only("rescale_betas_zero_snr", false, false, true),
  };
  const betas = trained ?? betasOf({ ...betaSchedule, zeroTerminalSnr: false }, T);
  const type = config.only("prediction_type", "epsilon", "epsilon", "sample", "v_prediction");
  config.only("predict_epsilon", true, true);
  config.only("variance_type", "fixed_small", ...varianceTypes);
  const clip = config.only("clip_sample", true, true, false);
  const process = betaSchedule.zeroTerminalSnr ? withZeroTerminalSnr(betas) : betas;
  if (!process.every(Number.isFinite)) {
    config.problem("rescale_betas_zero_snr is true, only false works here, for alphaBar is 0 before T");
  }
  config.noteDifferent("is chosen in the page", samplingDefaults);
  config.noteTheRest();
  return {
    betas: process,
    betaSchedule: trained ? null : betaSchedule,
    prediction: predictions[type],
    clip,
  };
}

/** Those of which no part is learned. */
const varianceTypes = ["fixed_small", "fixed_small_log", "fixed_large", "fixed_large_log"] as const;

const samplingDefaults = {
  clip_sample: true,
  clip_sample_range: 1,
  dynamic_thresholding_ratio: 0.995,
  sample_max_value: 1,
  set_alpha_to_one: true,
  steps_offset: 0,
  thresholding: false,
  timestep_spacing: "trailing",
  variance_type: "fixed_small",
};

function listWords(T: number): string {
  return `null and lists of ${T} numbers in (0, 1] work`;
}

function list(T: number): (value: unknown) => { betas: Float64Array | null } | undefined {
  return (value) => {
    if (value === null) return { betas: null };
    const isLegal = (beta: unknown): beta is number => typeof beta === "number" && beta > 0 && beta <= 1;
    if (!Array.isArray(value) || value.length !== T || !value.every(isLegal)) return undefined;
    return { betas: Float64Array.of(0, ...value) };
  };
}
