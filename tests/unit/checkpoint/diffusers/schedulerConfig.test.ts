import { describe, expect, test } from "vitest";
import { betasOf, withZeroTerminalSnr } from "#checkpoint/diffusers/betaSchedule.ts";
import type { Findings } from "#checkpoint/diffusers/configReader.ts";
import { ConfigReader } from "#checkpoint/diffusers/configReader.ts";
import type { Process } from "#checkpoint/diffusers/schedulerConfig.ts";
import { readSchedulerConfig, schedulerConfig } from "#checkpoint/diffusers/schedulerConfig.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import { schedules } from "#diffusion/schedules/index.ts";
import { at } from "#math/at.ts";
import { jsonBytes, model } from "../../../fixtures/diffusersModel.ts";

const PATH = "scheduler/scheduler_config.json";

function read(config: unknown) {
  const findings: Findings = { problems: [], notes: [] };
  return { ...readSchedulerConfig(new ConfigReader(PATH, jsonBytes(config), findings)), ...findings };
}

/** The betas that diffusers' `DDPMScheduler.__init__` makes of its arguments, line by line as it does, in float64. */
function asDiffusersDoes(config: Readonly<Record<string, unknown>>): readonly number[] {
  const T = Number(config["num_train_timesteps"]);
  const [start, end] = [Number(config["beta_start"]), Number(config["beta_end"])];
  const linspace = (a: number, b: number) => Array.from({ length: T }, (_, i) => a + ((b - a) / (T - 1)) * i);
  let betas: number[];
  if (config["trained_betas"] !== null) betas = config["trained_betas"] as number[];
  else if (config["beta_schedule"] === "linear") betas = linspace(start, end);
  else if (config["beta_schedule"] === "scaled_linear") {
    betas = linspace(start ** 0.5, end ** 0.5).map((root) => root ** 2);
  } else if (config["beta_schedule"] === "sigmoid") {
    betas = linspace(-6, 6).map((x) => (1 / (1 + Math.exp(-x))) * (end - start) + start);
  } else {
    const alphaBar = (t: number) => Math.cos((((t + 0.008) / 1.008) * Math.PI) / 2) ** 2;
    betas = Array.from({ length: T }, (_, i) => Math.min(1 - alphaBar((i + 1) / T) / alphaBar(i / T), 0.999));
  }
  if (config["rescale_betas_zero_snr"] !== true) return betas;
  const alphasCumprod: number[] = [];
  for (const beta of betas) alphasCumprod.push((alphasCumprod.at(-1) ?? 1) * (1 - beta));
  const root0 = at(alphasCumprod, 0) ** 0.5;
  const rootT = at(alphasCumprod, T - 1) ** 0.5;
  const bars = alphasCumprod.map((bar) => ((bar ** 0.5 - rootT) * (root0 / (root0 - rootT))) ** 2);
  return bars.map((bar, i) => 1 - (i === 0 ? bar : bar / at(bars, i - 1)));
}

test("the paper's process, key by key", () => {
  expect(schedulerConfig(model)).toEqual({
    _class_name: "DDPMScheduler",
    _diffusers_version: "0.30.0",
    beta_end: 0.02,
    beta_schedule: "linear",
    beta_start: 0.0001,
    clip_sample: true,
    clip_sample_range: 1,
    dynamic_thresholding_ratio: 0.995,
    num_train_timesteps: 1000,
    prediction_type: "epsilon",
    rescale_betas_zero_snr: false,
    sample_max_value: 1,
    steps_offset: 0,
    thresholding: false,
    timestep_spacing: "trailing",
    trained_betas: null,
    variance_type: "fixed_small",
  });
});

test.for([
  ["eps", "epsilon"],
  ["x0", "sample"],
  ["v", "v_prediction"],
] as const)("%s is %s", ([prediction, type]) => {
  const config = schedulerConfig({ ...model, prediction, clip: false });
  expect(config).toMatchObject({ prediction_type: type, clip_sample: false });
  const notes = [`${PATH}: clip_sample (false) is chosen in the page`];
  expect(read(config)).toMatchObject({ prediction, clip: false, problems: [], notes });
});

describe.for([...schedules.values()])("$id", (plugin) => {
  test.for([10, 50, 300, 1000])(
    "with %d timesteps: diffusers computes our betas, and we read them again",
    (T) => {
      const { betas } = createSchedule(plugin, T);
      for (const table of [betas, withZeroTerminalSnr(betas)]) {
        const config = schedulerConfig({ ...model, betas: table });
        const theirs = asDiffusersDoes(config);
        expect(theirs).toHaveLength(T);
        for (const [i, beta] of theirs.entries()) {
          expect(Math.abs(beta - at(table, i + 1)), `beta_${i + 1}`).toBeLessThan(1e-12);
        }
        const again = read(JSON.parse(JSON.stringify(config)));
        expect(again.problems).toEqual([]);
        for (const [t, beta] of again.betas.entries()) {
          expect(Math.abs(beta - at(table, t)), `beta_${t}`).toBeLessThan(1e-12);
        }
      }
    },
  );
});

test("betas that diffusers has no name for are listed as they are", () => {
  const betas = Float64Array.of(0, ...Array.from({ length: 12 }, (_, i) => 0.01 * (1 + (i % 3))));
  const config = schedulerConfig({ ...model, betas });
  expect(config).toMatchObject({ trained_betas: [...betas.subarray(1)], num_train_timesteps: 12 });
  expect(read(config)).toMatchObject({ betas, betaSchedule: null, problems: [], notes: [] });
});

test("a schedule that ends at 1 tells diffusers to mind it", () => {
  const betas = withZeroTerminalSnr(model.betas);
  expect(schedulerConfig({ ...model, betas })).toMatchObject({
    rescale_betas_zero_snr: true,
    trained_betas: [...betas.subarray(1)],
  });
});

test.for([0, -0.1, 1.5, Number.NaN])("a beta of %d is refused", (beta) => {
  const process: Process = { ...model, betas: model.betas.with(7, beta) };
  expect(() => schedulerConfig(process)).toThrow(`beta_7 = ${beta} is outside (0, 1]`);
});

test("an empty configuration means diffusers' defaults", () => {
  const { betas, betaSchedule, prediction, clip, problems } = read({ _class_name: "DDPMScheduler" });
  expect(problems).toEqual([]);
  expect(betas).toEqual(
    betasOf({ name: "linear", betaStart: 1e-4, betaEnd: 0.02, zeroTerminalSnr: false }, 1000),
  );
  expect(betaSchedule).toEqual({ name: "linear", betaStart: 1e-4, betaEnd: 0.02, zeroTerminalSnr: false });
  expect([prediction, clip]).toEqual(["eps", true]);
});

test("rescaling is part of what is read", () => {
  const config = { ...schedulerConfig(model), rescale_betas_zero_snr: true };
  const { betas, betaSchedule } = read(config);
  expect(betas).toEqual(withZeroTerminalSnr(model.betas));
  expect(betaSchedule).toMatchObject({ name: "linear", zeroTerminalSnr: true });
});

test.for([
  ["betas that begin at 1", { beta_start: 1, beta_end: 1 }],
  ["betas that fall from 1", { beta_start: 1, beta_end: 0.5 }],
  ["betas that leave nothing long before T", { trained_betas: Array(1000).fill(0.9) }],
] as const)("%s cannot be rescaled", ([, fields]) => {
  const config = { ...schedulerConfig(model), ...fields, rescale_betas_zero_snr: true };
  expect(read(config).problems).toEqual([
    `${PATH}: rescale_betas_zero_snr is true, only false works here, for alphaBar is 0 before T`,
  ]);
});

test.for([
  ["_class_name", "EulerDiscreteScheduler", 'only "DDPMScheduler" or "DDIMScheduler" work here'],
  ["num_train_timesteps", 4000, "num_train_timesteps is 4000, only whole numbers in 10..1000 work here"],
  [
    "beta_schedule",
    "exp",
    'beta_schedule is "exp", only "linear" or "scaled_linear" or "squaredcos_cap_v2" or "sigmoid" work',
  ],
  ["beta_start", "0.1", 'beta_start is "0.1", only numbers in 1e-9..1 work here'],
  ["beta_start", 0, "beta_start is 0, only numbers in 1e-9..1 work here"],
  ["beta_end", -1, "beta_end is -1, only numbers in 1e-9..1 work here"],
  ["trained_betas", [0.1], "trained_betas is [0.1], only null and lists of 1000 numbers in (0, 1] work here"],
  ["trained_betas", Array(1000).fill(0), "only null and lists of 1000 numbers in (0, 1] work here"],
  ["rescale_betas_zero_snr", 1, "rescale_betas_zero_snr is 1, only false or true work here"],
  [
    "prediction_type",
    "flow",
    'prediction_type is "flow", only "epsilon" or "sample" or "v_prediction" work here',
  ],
  ["predict_epsilon", false, "predict_epsilon is false, only true works here"],
  ["variance_type", "learned_range", 'variance_type is "learned_range", only "fixed_small" or'],
  ["clip_sample", null, "clip_sample is null, only true or false work here"],
] as const)("%s = %j is a problem", ([key, value, message]) => {
  const { problems } = read({ ...schedulerConfig(model), [key]: value });
  expect(problems).toEqual([expect.stringContaining(message)]);
  expect(problems[0]?.startsWith(`${PATH}: ${key} is `)).toBe(true);
});

test("how pictures are sampled elsewhere is noted", () => {
  const config = {
    ...schedulerConfig(model),
    timestep_spacing: "leading",
    thresholding: true,
    clip_sample: false,
    variance_type: "fixed_large",
    skip_prk_steps: true,
  };
  expect(read(config).notes).toEqual([
    `${PATH}: clip_sample (false) is chosen in the page`,
    `${PATH}: thresholding (true) is chosen in the page`,
    `${PATH}: timestep_spacing ("leading") is chosen in the page`,
    `${PATH}: variance_type ("fixed_large") is chosen in the page`,
    `${PATH}: skip_prk_steps (true) is not known here and was left out`,
  ]);
});
