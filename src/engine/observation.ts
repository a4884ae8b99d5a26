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

/**
 * The mean of the images' losses, each by the mean weight of the stretch of 1..T that its t stands for: what training would call the
 * loss of this set, but for how the loss changes within a stretch.
 */
function objective(network: TrainedNetwork, { timesteps }: ValidationSet, losses: Float32Array): number {
  const weight = lossWeight(network);
  const { T } = network.schedule;
  const count = timesteps.length;
  const stretchWeight = (i: number): number => {
    const [first, last] = [Math.floor((i * T) / count) + 1, Math.floor(((i + 1) * T) / count)];
    if (last <= first) return weight(at(timesteps, i));
    let sum = 0;
    for (let t = first; t <= last; t++) sum += weight(t);
    return sum / (last - first + 1);
  };
  return losses.reduce((sum, loss, i) => sum + stretchWeight(i) * loss, 0) / count;
}
