import type { Dataset } from "#data/dataset.ts";
import { splitDataset } from "#data/split.ts";
import { CapturedTrainer } from "#engine/captured/capturedTrainer.ts";
import { createTrainingMemory } from "#engine/captured/trainingMemory.ts";
import { trainingStep } from "#engine/captured/trainingStep.ts";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import { ComposedTrainer } from "#engine/composedTrainer.ts";
import type { Trainer, TrainerOrder } from "#engine/trainer.ts";
import { initialState } from "#engine/trainingState.ts";
import { flatLayout } from "#gpu/flatLayout.ts";
import { Readback } from "#gpu/readback.ts";
import type { WebgpuBackend } from "#gpu/webgpuBackend.ts";
import { streams, words } from "#math/random.ts";
import type { UnetConfig } from "#nn/config.ts";
import * as tf from "#nn/tf.ts";
import { createUnet } from "#nn/unet.ts";
import { defaultChoices } from "#store/choices.ts";
import { trainingConfigOf } from "#store/engineChoice.ts";
import { settle } from "./openDevice.ts";
import type { WebgpuEngine } from "./row.ts";
import type { Subject } from "./subject.ts";

const SEED = 1;
/** Enough for a batch beside those that are held out. */
const IMAGES = 128;

/** What the page would train, on images of noise: nothing here depends on what they show. */
export function trainerOrder(config: UnetConfig, batch: number): TrainerOrder {
  const { imageSize: size, imageChannels: channels } = config;
  const values = IMAGES * size * size * channels;
  const dataset: Dataset = {
    id: "noise",
    count: IMAGES,
    size,
    channels,
    images: new Uint8Array(words(SEED, streams.data, 0, values / 4).buffer, 0, values),
    labels: null,
    classes: [],
  };
  const choices = trainingConfigOf(defaultChoices());
  const unet = createUnet(config);
  return {
    unet,
    config: { ...choices, imageSize: size, batch, seed: SEED },
    schedule: chosenSchedule(choices.schedule),
    dataset,
    split: splitDataset(IMAGES),
    state: initialState(unet.layout, SEED),
  };
}

/** Training steps on the engine that is named. */
export function trainingSubject(engine: WebgpuEngine, backend: WebgpuBackend, order: TrainerOrder): Subject {
  if (engine === "kernels") return uncaptured(backend, order);
  return ofTrainer(backend, trainerOf(engine, backend, order));
}

export function trainerOf(
  engine: "stock" | "captured",
  backend: WebgpuBackend,
  order: TrainerOrder,
): Trainer {
  return engine === "stock" ? new ComposedTrainer(order) : new CapturedTrainer(backend, order);
}

function ofTrainer(backend: WebgpuBackend, trainer: Trainer): Subject {
  return {
    step: () => trainer.takeStep(false),
    collect: async () => void (await trainer.collect()),
    collectSteps: trainer.collectSteps,
    settle: () => settle(backend),
    dispose: () => trainer.dispose(),
  };
}

/** The step that would be captured, op by op. */
function uncaptured(backend: WebgpuBackend, order: TrainerOrder): Subject {
  const flat = flatLayout(order.unet.layout);
  const memory = createTrainingMemory(backend, flat, order);
  const readback = new Readback(backend.device);
  return {
    step: async () => tf.tidy(() => trainingStep(backend, order, flat, memory)).prediction.dispose(),
    collect: async () => void (await readback.read([memory.ring.place])),
    collectSteps: 25,
    settle: () => settle(backend),
    dispose: () => {
      memory.dispose();
      readback.dispose();
    },
  };
}
