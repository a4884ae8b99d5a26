import { createHash } from "node:crypto";
import { writeCheckpoint } from "#checkpoint/checkpoint.ts";
import { datasetById } from "#data/datasets/index.ts";
import { unetConfig } from "#nn/config.ts";
import { createUnet } from "#nn/unet.ts";
import type { TrainingConfig, TrainingState } from "#protocol/config.ts";
import { createNodeSource } from "../nodeSource.ts";
import { writeWhole } from "../wholeFile.ts";
import { modelCard } from "./modelCard.ts";
import type { Stop } from "./modelRun.ts";
import { ModelRun } from "./modelRun.ts";
import type { TrainOptions } from "./options.ts";
import { linkTo, outputFiles, prepareFiles } from "./outputFiles.ts";
import { compilingLine, progressLine, samplingLine } from "./progressLine.ts";
import { sheetPng } from "./sheet.ts";
import type { Terminal } from "./terminal.ts";

/** What a run needs besides its options. */
export interface Surroundings {
  readonly terminal: Terminal;
  /** Folder of the built datasets. */
  readonly dataFolder: string;
  /** The command line and the state of the source, for the card. */
  readonly command: string;
  readonly commit: string;
  /** Aborts when the run is to end with what it has. */
  readonly interrupt: AbortSignal;
}

/** How a run ended; "unstarted" is one that was interrupted before its first step. */
export type Outcome = Stop | "unstarted";

/**
 * Trains one network and writes its files: checkpoint, contact sheet and model card, and checkpoints and sheets on the way.
 * A run that was interrupted or has diverged writes them for the last step that it took, if any.
 *
 * @throws {Error} when the files cannot be written or the engine fails; the last checkpoint is written before.
 */
export async function trainModel(options: TrainOptions, surroundings: Surroundings): Promise<Outcome> {
  await prepareFiles(outputFiles(options.out), options.snapshots, options.overwrite);
  const task = new TrainingTask(options, surroundings);
  try {
    return await task.perform();
  } catch (error) {
    await task.salvage();
    throw error;
  } finally {
    task.close();
  }
}

class TrainingTask {
  private readonly options: TrainOptions;
  private readonly surroundings: Surroundings;
  private readonly files: ReturnType<typeof outputFiles>;
  private readonly run: ModelRun;
  private readonly snapshots: { step: number; sheet: string; weights: string | null }[] = [];

  constructor(options: TrainOptions, surroundings: Surroundings) {
    const { terminal, dataFolder, interrupt } = surroundings;
    this.options = options;
    this.surroundings = surroundings;
    this.files = outputFiles(options.out);
    this.run = new ModelRun(options.choices, createNodeSource(dataFolder), interrupt, () => {
      const { compiling, sampling, standing } = this.run.record;
      if (compiling) terminal.progress(compilingLine(compiling));
      else terminal.progress(sampling === null ? progressLine(standing) : samplingLine(sampling));
    });
  }

  async perform(): Promise<Outcome> {
    const { run, options, surroundings } = this;
    if (!surroundings.interrupt.aborted) await this.open();
    let stop: Stop = "reached";
    for (const step of options.snapshots) {
      if (stop === "reached") stop = await run.trainTo(step);
      if (stop === "reached") await this.keepSnapshot(step);
    }
    if (stop === "reached") stop = await run.trainTo(run.config.steps);
    surroundings.terminal.endProgress();
    const { state } = run.record;
    if (!state) {
      surroundings.terminal.print("Stopped before the first step; there is nothing to write.");
      return "unstarted";
    }
    await this.finish(stop, state);
    return stop;
  }

  /** After a failure the device may be gone, but the last checkpoint is here. */
  async salvage(): Promise<void> {
    const { state } = this.run.record;
    this.surroundings.terminal.endProgress();
    if (state) await this.writeWeights(this.files.weights, state);
  }

  close(): void {
    this.run.close();
  }

  private async open(): Promise<void> {
    const { run, options } = this;
    const { terminal } = this.surroundings;
    const backends = options.backend === "auto" ? (["webgpu", "cpu"] as const) : [options.backend];
    const device = await run.open(backends);
    for (const { backend, reason } of device.refused) terminal.print(`${backend} is not used: ${reason}`);
    if (device.composedBecause)
      terminal.print(`The kernels of this program are not used: ${device.composedBecause}`);
    const { config, parameterCount, trainCount } = await run.start();
    terminal.print(
      `${config.modelSize}, ${parameterCount} parameters, on ${trainCount} images of ${config.dataset}; ${device.name} (${device.backend})`,
    );
    if (device.backend === "cpu") terminal.print("The processor is slow: expect seconds a step.");
  }

  private async keepSnapshot(step: number): Promise<void> {
    const { state } = this.run.record;
    const sheet = this.files.snapshotSheet(step);
    if (!(await this.writeSheet(sheet, this.surroundings.interrupt))) return;
    const weights = state ? this.files.snapshotWeights(step) : null;
    if (state && weights) await this.writeWeights(weights, state);
    this.snapshots.push({ step, sheet: linkTo(sheet), weights: weights && linkTo(weights) });
  }

  private async finish(stop: Stop, state: TrainingState): Promise<void> {
    const { terminal } = this.surroundings;
    if (stop !== "reached") terminal.print(`The training ${stopText[stop]} at step ${state.step}.`);
    await this.run.awaitValidation();
    const bytes = await this.writeWeights(this.files.weights, state);
    await this.writeSheet(this.files.sheet);
    await this.write(this.files.card, this.card(state, bytes));
  }

  private async writeWeights(path: string, state: TrainingState): Promise<Uint8Array> {
    const { started, validation, trainingLoss } = this.run.record;
    if (!started) throw new Error("a checkpoint came before its run had started");
    const { config, channels: imageChannels } = started;
    const isOfThisStep = validation?.step === state.step && Number.isFinite(validation.loss);
    const info = {
      step: state.step,
      imageChannels,
      trainingLoss,
      validationLoss: isOfThisStep ? validation.loss : null,
      config,
    };
    const { modelSize, imageSize, zeroInit } = config;
    const { layout } = createUnet(
      unetConfig(modelSize, imageSize, imageChannels, zeroInit, await this.classCount(config)),
    );
    const dtype = this.options.bits === 16 ? "F16" : "F32";
    const bytes = writeCheckpoint({ info, weights: state.ema }, layout, dtype);
    await this.write(path, bytes);
    return bytes;
  }

  /** How many classes the network is told; null where it is told none. */
  private async classCount({ dataset, conditional }: TrainingConfig): Promise<number | null> {
    if (!conditional) return null;
    const source = createNodeSource(this.surroundings.dataFolder);
    return (await datasetById(dataset).load(source)).classes.length;
  }

  /** False when the sampling was cancelled, and there is no sheet. */
  private async writeSheet(path: string, cancellation?: AbortSignal): Promise<boolean> {
    const pictures = await this.run.sample(this.options.sampleSteps, cancellation);
    this.surroundings.terminal.clearProgress();
    if (pictures) await this.write(path, sheetPng(pictures));
    return pictures !== null;
  }

  private card({ step }: TrainingState, bytes: Uint8Array): string {
    const { started, device, seconds, trainingLoss, validation } = this.run.record;
    if (!started || !device) throw new Error("a checkpoint came before its run had started");
    const { command, commit } = this.surroundings;
    return modelCard({
      command,
      commit,
      dataset: datasetById(started.config.dataset),
      started,
      device,
      step,
      seconds,
      trainingLoss,
      validation,
      sampleSteps: this.options.sampleSteps,
      weights: {
        file: linkTo(this.files.weights),
        bits: this.options.bits,
        bytes: bytes.length,
        sha256: createHash("sha256").update(bytes).digest("hex"),
      },
      sheet: linkTo(this.files.sheet),
      snapshots: this.snapshots,
    });
  }

  private async write(path: string, content: string | Uint8Array): Promise<void> {
    await writeWhole(path, content);
    this.surroundings.terminal.print(`${path} written`);
  }
}

const stopText = { interrupted: "was interrupted", diverged: "has diverged" } as const;
