import type { FlatLayout } from "#gpu/flatLayout.ts";
import { spread } from "#gpu/flatLayout.ts";
import type { Held } from "#gpu/held.ts";
import { hold } from "#gpu/held.ts";
import { COUNTERS, recordLength, SCALARS } from "#gpu/kernels/trainingRecord.ts";
import type { WebgpuBackend } from "#gpu/webgpuBackend.ts";
import { timestepRows } from "#nn/timestepEmbedding.ts";
import { lossShares, mixTable } from "../objective.ts";
import type { TrainerOrder } from "../trainer.ts";

/** Steps whose results wait in the ring at most. */
export const RING_STEPS = 64;

/** Everything that a captured training step reads and updates, on the GPU from the first step to the last. */
export type TrainingMemory = ReturnType<typeof createTrainingMemory>;

export function createTrainingMemory(backend: WebgpuBackend, flat: FlatLayout, order: TrainerOrder) {
  const { unet, config, schedule, split, state } = order;
  const vector = (packed: Float32Array) => hold(backend, spread(flat, packed), [flat.size]);
  const counters = new Uint32Array(COUNTERS);
  counters.set([state.step, state.updates, config.seed]);
  const width = unet.timestepChannels;
  const allTimesteps = Float32Array.from({ length: schedule.T + 1 }, (_, t) => t);
  const held = {
    weights: vector(state.weights),
    mean: vector(state.adamMean),
    variance: vector(state.adamVariance),
    ema: vector(state.ema),
    counters: hold(backend, counters, [COUNTERS]),
    scalars: hold(backend, new Float32Array(SCALARS), [SCALARS]),
    ring: floats(backend, [RING_STEPS, recordLength(config.batch)]),
    images: hold(backend, ...trainingImages(order)),
    mix: hold(backend, mixTable(schedule, config.parameterisation), [schedule.T + 1, 4]),
    lossShares: hold(backend, Float32Array.from(lossShares(order)), [schedule.T + 1]),
    imageLabels: hold(backend, trainingLabels(order), [split.train.length]),
    timestepRows: hold(backend, timestepRows(allTimesteps, width), [schedule.T + 1, width]),
  } satisfies Record<string, Held>;
  return {
    ...held,
    dispose: () => {
      for (const one of Object.values(held)) one.dispose();
    },
  };
}

function floats(backend: WebgpuBackend, shape: readonly [number, number]): Held {
  return hold(backend, new Float32Array(shape[0] * shape[1]), shape);
}

/** The images to train on, in the order of the split: bytes, four in a word. */
function trainingImages({ dataset, split }: TrainerOrder): [Uint32Array<ArrayBuffer>, readonly [number]] {
  const length = dataset.size * dataset.size * dataset.channels;
  const words = new Uint32Array(Math.ceil((split.train.length * length) / 4));
  const bytes = new Uint8Array(words.buffer);
  for (const [i, index] of split.train.entries()) {
    bytes.set(dataset.images.subarray(index * length, (index + 1) * length), i * length);
  }
  return [words, [words.length]];
}

/** The classes of the images to train on, in the order of the split; 0 where a set has none. */
function trainingLabels({ dataset, split }: TrainerOrder): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(split.train, (index) => dataset.labels?.[index] ?? 0);
}
