import { FolderError } from "#checkpoint/diffusers/folderError.ts";
import type { TrainingConfig, TrainingState } from "#protocol/config.ts";
import type { ModelFiles } from "#protocol/modelFiles.ts";
import type { Context } from "./context.ts";
import { importedConfig } from "./importedConfig.ts";
import { readModel } from "./readModel.ts";

/** More steps than any run takes; counters on a device hold no more than 32 bits. */
const STEPS_MAX = 1_000_000_000;

/** A model from files as a training run that can go on. */
export interface ImportedRun {
  readonly config: TrainingConfig;
  readonly state: TrainingState;
  /** What was left out or added, one line each. */
  readonly notes: readonly string[];
}

/**
 * The model in files, as a run at rest. Adam begins anew: its moments are in no file. Nothing of the device is touched.
 *
 * @throws {CheckpointError} when the files hold none that works here.
 * @throws {Error} when its dataset cannot be loaded.
 */
export async function importedRun(files: ModelFiles, load: Context["load"]): Promise<ImportedRun> {
  const model = readModel(files);
  const { weights, training } = model;
  const step = training?.step ?? 0;
  if (step > STEPS_MAX) throw new FolderError([`steps is ${step}, at most ${STEPS_MAX} work here`]);
  const { config, notes } = await importedConfig(model, load);
  const zeros = () => new Float32Array(weights.length);
  return {
    config,
    // No update counts for moments that begin anew.
    state: { step, updates: 0, weights, adamMean: zeros(), adamVariance: zeros(), ema: weights.slice() },
    notes: [...model.notes, ...notes, ...(config.absentData ? [] : [MOMENTS, ...averageNote()])],
  };

  function averageNote(): string[] {
    return training?.averaged ? [AVERAGED] : [];
  }
}

const MOMENTS = "Adam’s moments are not in the files: it begins anew, with its warm-up.";
const AVERAGED = "The files hold the averaged weights (EMA): training goes on from those.";
