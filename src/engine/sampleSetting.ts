import type { Schedule } from "#diffusion/schedule.ts";
import type { SampleRequest, TrainingConfig } from "#protocol/config.ts";
import { chosenSchedule } from "./chosenSchedule.ts";
import type { Context, TrainingData } from "./context.ts";
import type { Denoiser } from "./denoiser.ts";
import { ExactDenoiser } from "./exactDenoiser.ts";
import type { Trainer } from "./trainer.ts";

/** The network of a training run, with what it was trained on. */
export interface TrainedNetwork {
  readonly trainer: Trainer;
  readonly config: TrainingConfig;
  readonly schedule: Schedule;
  readonly data: TrainingData;
}

/** Who is asked in a reverse process, and all that belongs to the answer. */
export interface SampleSetting {
  readonly denoiser: Denoiser;
  readonly schedule: Schedule;
  readonly scheduleChoice: TrainingConfig["schedule"];
  readonly data: TrainingData;
  /** How many classes the denoiser can be told; null where it knows none. */
  readonly classes: number | null;
  /** Training step of the network, or null for the exact optimum. */
  readonly step: number | null;
}

/**
 * The exact optimum over the first `pictures` training images, as many as there are at most.
 *
 * @throws {RangeError} when dataset, size or schedule are not to be had.
 */
export async function exactSetting(request: SampleRequest, context: Context): Promise<SampleSetting> {
  const schedule = chosenSchedule(request.schedule);
  const data = await context.load(request.dataset, request.imageSize);
  const indices = data.split.train.subarray(0, request.pictures);
  return {
    denoiser: new ExactDenoiser(data.dataset, indices, schedule),
    schedule,
    scheduleChoice: request.schedule,
    data,
    classes: data.dataset.labels ? data.dataset.classes.length : null,
    step: null,
  };
}

/**
 * A network as it is now; training may go on, or be discarded.
 *
 * @throws {Error} when there is none.
 */
export function networkSetting(kind: "network" | "ema", network: TrainedNetwork | null): SampleSetting {
  if (!network) throw new Error("no network has been trained yet: start a training run first");
  const { trainer, schedule, config, data } = network;
  return {
    denoiser: trainer.denoiser(kind),
    schedule,
    scheduleChoice: config.schedule,
    data,
    classes: trainer.unet.config.classes,
    step: trainer.step,
  };
}
