import { at } from "#math/at.ts";
import type { RunId } from "#protocol/command.ts";
import type { Context } from "./context.ts";
import { lossWeight } from "./objective.ts";
import type { TrainedNetwork } from "./sampleSetting.ts";
import { takeSnapshot } from "./snapshot.ts";
import type { ValidationSet } from "./validation.ts";
import { validate } from "./validation.ts";

/** What is looked at in an observation. */
export interface Due {
  readonly validation: boolean;
  readonly snapshot: boolean;
}

/** What a network is worth at this step: copies the weights it needs at the first piece, and emits `validated` and `sampled`. */
export async function* observe(
  run: RunId,
  context: Context,
  network: TrainedNetwork,
  set: ValidationSet,
  due: Due,
): AsyncGenerator<"busy", void> {
  const { trainer, config, schedule, data } = network;
  const { step } = trainer;
  // Both now: the next step of training replaces them.
  const raw = due.validation ? trainer.denoiser("network") : null;
  const averaged = due.snapshot ? trainer.denoiser("ema") : null;
  try {
    if (raw) {
      const imageLosses = yield* validate(raw, set, config.batch);
      const loss = objective(network, set, imageLosses);
      context.emit({ type: "validated", run, step, loss, timesteps: set.timesteps.slice(), imageLosses });
      raw.dispose();
    }
    if (averaged) {
      const { size, channels } = data.dataset;
      const count = config.sampleCount;
      const imageLength = size * size * channels;
      const { classes } = trainer.unet.config;
      const wanted = { count, imageLength, classes };
      const snapshot = yield* takeSnapshot(averaged, schedule, config.sampleSteps, config.seed, wanted);
      context.emit({ type: "sampled", run, step, size, channels, count, ...snapshot });
    }
  } finally {
    raw?.dispose();
    averaged?.dispose();
  }
}

/** The mean of the images' losses, each by the weight of its t: what training would call the loss of this set. */
function objective(network: TrainedNetwork, { timesteps }: ValidationSet, losses: Float32Array): number {
  const weight = lossWeight(network);
  const sum = losses.reduce((total, loss, i) => total + weight(at(timesteps, i)) * loss, 0);
  return sum / losses.length;
}
