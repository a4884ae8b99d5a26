import type { RunId } from "#protocol/command.ts";
import type { Context } from "./context.ts";
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
      const loss = imageLosses.reduce((sum, value) => sum + value, 0) / imageLosses.length;
      context.emit({ type: "validated", run, step, loss, timesteps: set.timesteps.slice(), imageLosses });
      raw.dispose();
    }
    if (averaged) {
      const { size, channels } = data.dataset;
      const count = config.sampleCount;
      const length = count * size * size * channels;
      const snapshot = yield* takeSnapshot(averaged, schedule, config.sampleSteps, config.seed, length);
      context.emit({ type: "sampled", run, step, size, channels, count, ...snapshot });
    }
  } finally {
    raw?.dispose();
    averaged?.dispose();
  }
}
