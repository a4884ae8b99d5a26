import { writeSafetensors } from "../safetensors.ts";
import type { Layout } from "../stateDict.ts";
import { toStateDict } from "../stateDict.ts";
import { encodeUtf8 } from "../utf8.ts";
import type { DiffusersModel } from "./model.ts";
import { modelReadme } from "./modelReadme.ts";
import { paths } from "./paths.ts";
import requirements from "./requirements.txt?raw";
import { schedulerConfig } from "./schedulerConfig.ts";
import notebook from "./train.ipynb?raw";
import script from "./train.py?raw";
import type { TrainingFacts } from "./trainingFacts.ts";
import { trainingFields } from "./trainingFacts.ts";
import { DIFFUSERS_VERSION, unetConfig } from "./unetConfig.ts";

/** All that a folder says. */
export interface ExportedModel {
  readonly model: DiffusersModel;
  readonly layout: Layout;
  /** Raw or averaged, as `training.averaged` tells; flat, in the order of the layout. */
  readonly weights: Float32Array;
  readonly training: TrainingFacts;
}

/**
 * The files of a folder that diffusers' `DDPMPipeline.from_pretrained` loads, by path, with a script that goes on with the training.
 *
 * @throws {CheckpointError} when a weight is not finite.
 * @throws {RangeError} when a beta is outside (0, 1].
 */
export function writeDiffusersFolder({
  model,
  layout,
  weights,
  training,
}: ExportedModel): Map<string, Uint8Array<ArrayBuffer>> {
  const metadata = new Map([["format", "pt"]]);
  const texts = new Map([
    [paths.modelIndex, json(modelIndex)],
    [paths.schedulerConfig, json(schedulerConfig(model))],
    [paths.unetConfig, json(unetConfig(model.unet))],
    [paths.training, json(trainingFields(training))],
    [paths.readme, modelReadme(model, training)],
    [paths.requirements, requirements],
    [paths.script, script],
    [paths.notebook, notebook],
  ]);
  return new Map<string, Uint8Array<ArrayBuffer>>([
    ...[...texts].map(([path, text]) => [path, encodeUtf8(text)] as const),
    [paths.weights, writeSafetensors({ tensors: toStateDict(layout, weights), metadata }, "F32")],
  ]);
}

const modelIndex = {
  _class_name: "DDPMPipeline",
  _diffusers_version: DIFFUSERS_VERSION,
  scheduler: ["diffusers", "DDPMScheduler"],
  unet: ["diffusers", "UNet2DModel"],
};

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
