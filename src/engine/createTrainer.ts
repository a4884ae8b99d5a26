import type { Dataset } from "#data/dataset.ts";
import type { Split } from "#data/split.ts";
import type { Schedule } from "#diffusion/schedule.ts";
import { capturingBackend } from "#gpu/capturingBackend.ts";
import { unetConfig } from "#nn/config.ts";
import { createUnet } from "#nn/unet.ts";
import type { TrainingConfig, TrainingState } from "#protocol/config.ts";
import { CapturedTrainer } from "./captured/capturedTrainer.ts";
import { ComposedTrainer } from "./composedTrainer.ts";
import type { Trainer } from "./trainer.ts";
import { checkState, initialState } from "./trainingState.ts";

/**
 * A trainer on the present backend: with the step captured where our kernels run, else composed of tfjs' own ops.
 *
 * @param state where to go on, or null to start.
 * @throws {RangeError} when the batch is larger than the training images, the dataset has no classes to tell, or the state is one
 * of another network.
 */
export function createTrainer(
  config: TrainingConfig,
  schedule: Schedule,
  dataset: Dataset,
  split: Split,
  state: TrainingState | null,
): Trainer {
  if (config.batch > split.train.length && !config.absentData) {
    throw new RangeError(
      `batch = ${config.batch} is more than the ${split.train.length} training images of "${dataset.id}"`,
    );
  }
  const { modelSize, imageSize, zeroInit, widths } = config;
  const classes = config.conditional ? classCount(dataset) : null;
  const unet = createUnet(unetConfig(modelSize, imageSize, dataset.channels, zeroInit, classes, widths));
  const start = state ?? initialState(unet.layout, config.seed);
  checkState(unet.layout, start);
  const order = { unet, config, schedule, dataset, split, state: start };
  const backend = capturingBackend();
  return backend ? new CapturedTrainer(backend, order) : new ComposedTrainer(order);
}

function classCount({ id, labels, classes }: Dataset): number {
  if (!labels || classes.length === 0) {
    throw new RangeError(
      `"${id}" has no classes that a network could be told: choose another dataset, or train without`,
    );
  }
  return classes.length;
}
