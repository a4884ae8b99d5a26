import { writeCheckpoint } from "#checkpoint/checkpoint.ts";
import { writeDiffusersFolder } from "#checkpoint/diffusers/writeFolder.ts";
import { writeZip } from "#checkpoint/zip.ts";
import type { TrainingState } from "#protocol/config.ts";
import type { ExportedWeights, ExportFormat } from "#protocol/modelFiles.ts";
import { lossWeight } from "./objective.ts";
import type { TrainedNetwork } from "./sampleSetting.ts";

/** A network as one file. */
export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What is written of a network, its training left aside. */
export interface WrittenNetwork extends Pick<TrainedNetwork, "config" | "schedule" | "data"> {
  readonly trainer: Pick<TrainedNetwork["trainer"], "unet">;
}

/**
 * A network with all that is known of it: as a folder that diffusers loads, in a zip, or as one safetensors file.
 *
 * @throws {CheckpointError} when a weight is not finite.
 */
export function modelFile(
  network: WrittenNetwork,
  state: TrainingState,
  weights: ExportedWeights,
  format: ExportFormat,
): ModelFile {
  const averaged = weights === "ema";
  const name = nameOf(network, state, weights);
  const written = averaged ? state.ema : state.weights;
  return format === "diffusers"
    ? { name: `${name}.zip`, bytes: writeZip(folder(network, state.step, written, averaged), name) }
    : { name: `${name}.safetensors`, bytes: checkpoint(network, state.step, written, averaged) };
}

function folder(
  { trainer, config, schedule, data }: WrittenNetwork,
  steps: number,
  weights: Float32Array,
  averaged: boolean,
): Map<string, Uint8Array<ArrayBuffer>> {
  const { config: unet, layout } = trainer.unet;
  const { dataset, batch, learningRate, clipNorm, emaDecay, labelDropout, seed } = config;
  return writeDiffusersFolder({
    model: { unet, betas: schedule.betas, prediction: config.parameterisation, clip: true },
    layout,
    weights,
    training: {
      dataset,
      heldOut: [...(config.absentData?.heldOut ?? data.split.validation)],
      steps,
      batch,
      learningRate,
      clipNorm,
      emaDecay,
      labelDropout,
      seed,
      lossWeights: relativeLossWeights({ schedule, config }),
      averaged,
      config,
    },
  });
}

function relativeLossWeights({
  schedule,
  config,
}: Pick<WrittenNetwork, "schedule" | "config">): number[] | null {
  if (config.lossWeighting === "simple") return null;
  const weight = lossWeight({ schedule, config });
  return Array.from({ length: schedule.T }, (_, i) => weight(i + 1));
}

function checkpoint(
  { trainer, config }: WrittenNetwork,
  step: number,
  weights: Float32Array,
  averaged: boolean,
): Uint8Array<ArrayBuffer> {
  const { config: unet, layout } = trainer.unet;
  const { imageChannels } = unet;
  const info = { step, imageChannels, trainingLoss: null, validationLoss: null, config, averaged };
  return writeCheckpoint({ info, weights }, layout, "F32");
}

/** Such as `pixelfaces-16px-1000-ema`; a dataset's name may be that of a file from elsewhere. */
function nameOf({ config }: WrittenNetwork, { step }: TrainingState, weights: ExportedWeights): string {
  const dataset = config.dataset.replaceAll(/[^\w-]+/g, "-");
  return `${dataset}-${config.imageSize}px-${step}-${weights}`;
}
