import { fromMetadata } from "#checkpoint/checkpointInfo.ts";
import { FolderError } from "#checkpoint/diffusers/folderError.ts";
import type { Prediction, UnetShape } from "#checkpoint/diffusers/model.ts";
import { isFolderPath } from "#checkpoint/diffusers/paths.ts";
import { readDiffusersFolder } from "#checkpoint/diffusers/readFolder.ts";
import { readSafetensors } from "#checkpoint/safetensors.ts";
import { fromStateDict } from "#checkpoint/stateDict.ts";
import type { Files } from "#checkpoint/zip.ts";
import { readZip } from "#checkpoint/zip.ts";
import { unetConfig } from "#nn/config.ts";
import type { Layout } from "#nn/scope.ts";
import { createUnet } from "#nn/unet.ts";
import type { TrainingConfig } from "#protocol/config.ts";
import { BATCH_MAX } from "#protocol/config.ts";
import type { ModelFiles } from "#protocol/modelFiles.ts";
import { readConfig } from "#protocol/readConfig.ts";
import { chosenSchedule } from "./chosenSchedule.ts";

/** A model as its files tell it. */
export interface ReadModel {
  readonly shape: UnetShape;
  /** beta_0 = 0, beta_1 .. beta_T. */
  readonly betas: Float64Array;
  readonly prediction: Prediction;
  /** Flat, in the order of the layout. */
  readonly weights: Float32Array<ArrayBuffer>;
  /** What is told of the training; null for a model of another program. */
  readonly training: ToldTraining | null;
  readonly notes: readonly string[];
}

export interface ToldTraining {
  /** Training steps behind it. */
  readonly step: number;
  readonly averaged: boolean;
  /** Indices of the pictures that were never trained on, as far as they are told. */
  readonly heldOut: readonly number[];
  /** What it was trained with, as far as it is told by itself, and as far as the page can go on with it. */
  readonly settings: Partial<TrainingConfig> & Pick<TrainingConfig, "dataset">;
  /** Not checked yet. */
  readonly config: unknown;
}

const ZIP = /\.zip$/i;

/**
 * The model in a zip, in a folder of diffusers, or in one safetensors file.
 *
 * @throws {CheckpointError} when there is none, or it is none that works here; a `FolderError` lists all that does not.
 */
export function readModel(files: ModelFiles): ReadModel {
  const [first, ...others] = files;
  if (first && others.length === 0) {
    if (ZIP.test(first.path) || isZip(first.bytes)) return readFolder(readZip(first.bytes, isFolderPath));
    if (!isFolderPath(first.path) || !first.path.includes("/")) return readFile(first.bytes);
  }
  return readFolder(new Map(files.map(({ path, bytes }) => [path, bytes])));
}

/** The first bytes of every zip that has a file in it. */
function isZip(bytes: Uint8Array): boolean {
  return [0x50, 0x4b, 3, 4].every((byte, i) => bytes[i] === byte);
}

function readFolder(files: Files): ReadModel {
  const { model, weights, training, notes } = readDiffusersFolder(files, layoutOf);
  const { unet: shape, betas, prediction } = model;
  if (!training) return { shape, betas, prediction, weights, training, notes };
  const { dataset, learningRate, clipNorm, emaDecay, labelDropout, seed } = training;
  const batch = Math.min(training.batch, BATCH_MAX);
  return {
    shape,
    betas,
    prediction,
    weights,
    training: {
      step: training.steps,
      averaged: training.averaged,
      heldOut: training.heldOut,
      settings: { dataset, batch, learningRate, clipNorm, emaDecay, labelDropout, seed },
      config: training.config,
    },
    notes: batch === training.batch ? notes : [...notes, smallerBatch(training.batch)],
  };
}

function smallerBatch(batch: number): string {
  return `It was trained on ${batch} images a step; here it goes on with ${BATCH_MAX}, the most that the page takes.`;
}

function layoutOf(shape: UnetShape): Layout {
  return createUnet({ ...shape, zeroInit: true }).layout;
}

function readFile(bytes: Uint8Array): ReadModel {
  const { tensors, metadata } = readSafetensors(bytes);
  const info = fromMetadata(metadata);
  const told = readConfig(info.config);
  if ("problems" in told) throw new FolderError(told.problems.map((problem) => `config.${problem}`));
  const { config } = told;
  const { modelSize, imageSize, zeroInit, widths } = config;
  // The table of the classes has a row for each, and one for none of them.
  const rows = config.conditional ? tensors.get("class_embedding.weight")?.shape[0] : undefined;
  if (rows !== undefined && rows < 2) {
    throw new FolderError([`class_embedding.weight has ${rows} rows, at least 2 work here`]);
  }
  const classes = rows === undefined ? null : rows - 1;
  const shape = unetConfig(modelSize, imageSize, info.imageChannels, zeroInit, classes, widths);
  return {
    shape,
    betas: chosenSchedule(config.schedule).betas,
    prediction: config.parameterisation,
    weights: fromStateDict(createUnet(shape).layout, tensors),
    training: {
      step: info.step,
      averaged: info.averaged !== false,
      heldOut: config.absentData?.heldOut ?? [],
      settings: { dataset: config.dataset },
      config,
    },
    notes: [],
  };
}
