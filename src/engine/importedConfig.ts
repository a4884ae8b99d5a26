import { FolderError } from "#checkpoint/diffusers/folderError.ts";
import { datasets } from "#data/datasets/index.ts";
import { schedules } from "#diffusion/schedules/index.ts";
import { at } from "#math/at.ts";
import { widthsOf } from "#nn/config.ts";
import type { TrainingConfig } from "#protocol/config.ts";
import { modelSizes } from "#protocol/config.ts";
import { readConfig } from "#protocol/readConfig.ts";
import type { Context } from "./context.ts";
import type { ReadModel } from "./readModel.ts";
import { hasBetas, scheduleOfBetas } from "./scheduleOfBetas.ts";

/** What a network that comes without a training configuration goes on with. */
const standIn: Omit<TrainingConfig, "dataset" | "imageSize" | "schedule"> = {
  modelSize: "S",
  zeroInit: true,
  parameterisation: "eps",
  lossWeighting: "simple",
  conditional: false,
  labelDropout: 0.1,
  batch: 32,
  // Ho et al. 2020, App. B: gentle to weights that have been trained.
  learningRate: 2e-4,
  warmupSteps: 50,
  clipNorm: 1,
  emaDecay: 0.999,
  steps: 1000,
  seed: 1,
  validateEvery: 100,
  sampleEvery: 100,
  sampleCount: 16,
  sampleSteps: 20,
};

const UNKNOWN = "unknown";

/**
 * The training configuration of a model from files: the one that they tell of, where it is legal, put right by what the network
 * itself shows; else a sensible one.
 *
 * @throws {FolderError} when nothing here is like it, or what is told of the training is not legal.
 * @throws {Error} when its dataset is known here and cannot be loaded.
 */
export async function importedConfig(
  model: ReadModel,
  load: Context["load"],
): Promise<{ readonly config: TrainingConfig; readonly notes: readonly string[] }> {
  const { shape, prediction, training } = model;
  const told = readConfig(training?.config);
  const base = "config" in told ? told.config : null;
  const schedule = scheduleOf(model, base);
  const { absentData, notes } = await dataOf(model, load);
  const { absentData: _, widths: __, ...kept } = { ...standIn, ...base };
  const put = readConfig({
    ...kept,
    ...training?.settings,
    dataset: training?.settings.dataset ?? UNKNOWN,
    imageSize: shape.imageSize,
    ...sizeOf(shape, base),
    ...(absentData && { absentData }),
    schedule,
    parameterisation: prediction,
    conditional: shape.classes !== null,
    sampleSteps: Math.min(kept.sampleSteps, schedule.T),
  });
  if ("problems" in put) throw new FolderError(put.problems.map((problem) => `the training's ${problem}`));
  return { config: put.config, notes: [...notes, ...configNotes()] };

  function configNotes(): string[] {
    if (!training) return [SETTINGS_UNKNOWN];
    if ("config" in told) return [];
    const [problem] = told.problems;
    return [
      `The training's configuration is not one of this page (${problem}); what it lacks is chosen here.`,
    ];
  }
}

const SETTINGS_UNKNOWN = "The files do not say how it was trained; the page's own settings stand in.";

function scheduleOf(
  { betas, prediction }: ReadModel,
  told: TrainingConfig | null,
): TrainingConfig["schedule"] {
  const T = betas.length - 1;
  const schedule = told && hasBetas(told.schedule, betas) ? told.schedule : scheduleOfBetas(betas);
  if (!schedule) {
    const [first, last] = [at(betas, 1), at(betas, T)].map((beta) => beta.toPrecision(6));
    throw new FolderError([
      `the noise schedule, ${T} betas from ${first} to ${last}, is none that the page has with any parameters ` +
        `(${[...schedules.keys()].join(", ")}, each with or without zero terminal SNR)`,
    ]);
  }
  if (schedule.zeroTerminalSnr && prediction === "eps") {
    throw new FolderError([
      "the network predicts the noise (epsilon) on a schedule with zero terminal SNR: of x_T, which is all noise, that says " +
        "nothing, and only sample and v_prediction work here",
    ]);
  }
  return schedule;
}

/** The size that the network has, or widths of its own. */
function sizeOf(
  { imageSize, channels, layers, groups }: ReadModel["shape"],
  told: TrainingConfig | null,
): Pick<TrainingConfig, "modelSize" | "widths"> {
  const widths = { channels: [...channels], layers, groups };
  const modelSize = modelSizes.find(
    (size) => JSON.stringify(widthsOf(size, imageSize)) === JSON.stringify(widths),
  );
  return modelSize ? { modelSize } : { modelSize: told?.modelSize ?? standIn.modelSize, widths };
}

/** Whether the network can be trained on here, and if not, why; it can be sampled in either case. */
async function dataOf(
  { shape, training }: ReadModel,
  load: Context["load"],
): Promise<{ readonly absentData: TrainingConfig["absentData"]; readonly notes: readonly string[] }> {
  const { imageSize, imageChannels: channels, classes } = shape;
  const absent = (why: string) => ({
    absentData: { channels, classes, ...(training && { heldOut: [...training.heldOut] }) },
    notes: [`${why}: it can be sampled here, but not trained on.`],
  });
  if (!training) return absent("The files do not name the dataset");
  const { dataset: id } = training.settings;
  const plugin = datasets.get(id);
  if (!plugin) return absent(`Its dataset, "${id}", is not one of the page`);
  if (plugin.size < imageSize) {
    return absent(`Its pictures have ${imageSize} pixels a side, those of "${id}" here have ${plugin.size}`);
  }
  const { dataset } = await load(id, imageSize);
  if (dataset.channels !== channels) {
    return absent(`Its pictures have ${channels} channels, those of "${id}" here have ${dataset.channels}`);
  }
  const known = dataset.labels ? dataset.classes.length : 0;
  if (classes !== null && classes !== known) {
    throw new FolderError([`the network knows ${classes} classes, the dataset "${id}" has ${known} here`]);
  }
  return { absentData: undefined, notes: [] };
}
