import { boundedLines } from "../boundedLines.ts";
import { CheckpointError } from "../checkpointError.ts";
import { readSafetensors } from "../safetensors.ts";
import { printable } from "../shown.ts";
import type { Layout } from "../stateDict.ts";
import { fromStateDict } from "../stateDict.ts";
import type { Files } from "../zip.ts";
import type { BetaSchedule } from "./betaSchedule.ts";
import type { Findings } from "./configReader.ts";
import { ConfigReader } from "./configReader.ts";
import { FolderError } from "./folderError.ts";
import type { DiffusersModel, UnetShape } from "./model.ts";
import { withoutOlderNames } from "./olderNames.ts";
import { paths } from "./paths.ts";
import { readSchedulerConfig } from "./schedulerConfig.ts";
import type { TrainingFacts } from "./trainingFacts.ts";
import { readTrainingFields } from "./trainingFacts.ts";
import { readUnetConfig } from "./unetConfig.ts";

const HELP = "Choose the folder that save_pretrained made, or a zip of it.";
const NO_WEIGHTS =
  `${paths.weights} is missing; pickled weights (.bin) and those in several files are not read here. Load the model ` +
  "in diffusers and save it again by save_pretrained(folder, safe_serialization=True)";

/** What a folder of diffusers brings. */
export interface ImportedModel {
  readonly model: DiffusersModel;
  /** Flat, in the order of the layout. */
  readonly weights: Float32Array<ArrayBuffer>;
  /** The schedule by its name in diffusers; null where the folder lists the betas. */
  readonly betaSchedule: BetaSchedule | null;
  /** Null for a folder of another program. What `model` says goes before what is told here. */
  readonly training: TrainingFacts | null;
  /** What the folder says that has no effect here, one line each; of very many the first. */
  readonly notes: readonly string[];
}

/**
 * The model in a folder of diffusers, of this program or of another, by `save_pretrained`.
 *
 * @param files by path; all may lie in one folder, and others than `isFolderPath` names are ignored.
 * @param layoutOf builds the network that the folder describes.
 * @throws {FolderError} listing every setting that does not work here, with file, key and value.
 * @throws {CheckpointError} when a file is missing or damaged, naming it.
 */
export function readDiffusersFolder(files: Files, layoutOf: (shape: UnetShape) => Layout): ImportedModel {
  const folder = withoutTop(files);
  const findings: Findings = { problems: [], notes: [] };
  const open = (path: string) => new ConfigReader(path, fileOf(folder, path), findings);
  readModelIndex(open(paths.modelIndex));
  const unet = readUnetConfig(open(paths.unetConfig));
  const { betaSchedule, ...process } = readSchedulerConfig(open(paths.schedulerConfig));
  const training = folder.has(paths.training) ? readTrainingFields(open(paths.training)) : null;
  if (!training && unet.classes !== null) findings.notes.push(lastIsNone(unet.classes + 1));
  const bytes = folder.get(paths.weights);
  if (!bytes) findings.problems.push(NO_WEIGHTS);
  if (!bytes || findings.problems.length > 0) throw new FolderError(findings.problems);
  const weights = readWeights(bytes, layoutOf(unet));
  return {
    model: { unet, ...process },
    weights,
    betaSchedule,
    training,
    notes: boundedLines(findings.notes),
  };
}

function lastIsNone(embeddings: number): string {
  return `${paths.unetConfig}: the last of the ${embeddings} class embeddings is taken for "no class"`;
}

/** The files by their paths below the folder that holds `model_index.json`. */
function withoutTop(files: Files): Files {
  const depth = (path: string) => path.split("/").length;
  const indices = [...files.keys()].filter((path) => `/${path}`.endsWith(`/${paths.modelIndex}`));
  const least = Math.min(...indices.map(depth));
  const [index, another] = indices.filter((path) => depth(path) === least);
  if (index === undefined) {
    const some = [...files.keys()].slice(0, 3).map(printable).join(", ") || "no files of diffusers";
    throw new CheckpointError(`${paths.modelIndex} is missing, found ${some}. ${HELP}`);
  }
  if (another !== undefined) {
    throw new CheckpointError(
      `there are two models, ${printable(index)} and ${printable(another)}. Choose the folder of one.`,
    );
  }
  const top = index.slice(0, -paths.modelIndex.length);
  const inside = [...files].filter(([path]) => path.startsWith(top));
  return new Map(inside.map(([path, bytes]) => [path.slice(top.length), bytes]));
}

function fileOf(folder: Files, path: string): Uint8Array {
  const bytes = folder.get(path);
  if (bytes) return bytes;
  throw new CheckpointError(`${path} is missing. ${HELP}`);
}

function readModelIndex(index: ConfigReader): void {
  index.only("_class_name", undefined, "DDPMPipeline", "DDIMPipeline");
  index.only("unet", undefined, ["diffusers", "UNet2DModel"]);
  index.only("scheduler", undefined, ["diffusers", "DDPMScheduler"], ["diffusers", "DDIMScheduler"]);
  index.noteTheRest();
}

function readWeights(bytes: Uint8Array, layout: Layout): Float32Array<ArrayBuffer> {
  try {
    return fromStateDict(layout, withoutOlderNames(readSafetensors(bytes).tensors));
  } catch (cause) {
    if (!(cause instanceof CheckpointError)) throw cause;
    throw new CheckpointError(`${paths.weights}: ${cause.message}`, { cause });
  }
}
