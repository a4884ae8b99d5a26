import { CheckpointError, remedy } from "./checkpointError.ts";
import { repeatedKey } from "./repeatedKey.ts";
import { shown } from "./shown.ts";

/** What stands beside the weights of a network: how it came to be, and what is needed to build it again. */
export interface CheckpointInfo {
  /** Training steps behind it. */
  readonly step: number;
  readonly imageChannels: 1 | 3;
  /** L_simple: mean over the last training steps, and on held-out images. DDPM Eq. 14. Null where it is not known. */
  readonly trainingLoss: number | null;
  readonly validationLoss: number | null;
  /** The training configuration as the protocol has it; whoever uses it checks it against that schema. */
  readonly config: unknown;
  /** Whether the weights are the averaged ones, as they are unless it is told. */
  readonly averaged?: boolean;
}

/** Counts up when the meaning of a key changes. */
const FORMAT_VERSION = "1";
/** As a number writes itself. */
const DECIMAL = /^\d+(\.\d+)?(e[+-]?\d+)?$/;
const WEIGHTS_ALONE =
  "the file's noise-and-back is missing: it holds weights alone, and nothing says of what network. Choose the folder of " +
  "diffusers that it belongs to, or a zip of it.";

/** As texts, which is all that a safetensors header takes; "format" is what PyTorch's own loaders ask for. */
export function toMetadata(info: CheckpointInfo): Map<string, string> {
  const metadata = new Map([
    ["format", "pt"],
    ["noise-and-back", FORMAT_VERSION],
    ["weights", info.averaged === false ? "raw" : "ema"],
    ["step", String(info.step)],
    ["image_channels", String(info.imageChannels)],
    ["config", JSON.stringify(info.config)],
  ]);
  if (info.trainingLoss !== null) metadata.set("training_loss", String(info.trainingLoss));
  if (info.validationLoss !== null) metadata.set("validation_loss", String(info.validationLoss));
  return metadata;
}

/**
 * The texts of a header as numbers again. Keys of other programs are ignored.
 *
 * @throws {CheckpointError} naming the key, its value and what was expected.
 */
export function fromMetadata(metadata: ReadonlyMap<string, string>): CheckpointInfo {
  if (!metadata.has("noise-and-back")) throw new CheckpointError(WEIGHTS_ALONE);
  expect("noise-and-back", [FORMAT_VERSION]);
  return {
    step: whole("step"),
    imageChannels: expect("image_channels", ["1", "3"]) === "1" ? 1 : 3,
    trainingLoss: metadata.has("training_loss") ? decimal("training_loss") : null,
    validationLoss: metadata.has("validation_loss") ? decimal("validation_loss") : null,
    config: json("config"),
    averaged: expect("weights", ["ema", "raw"]) === "ema",
  };

  function expect(key: string, legal: readonly string[]): string {
    const text = metadata.get(key);
    return text !== undefined && legal.includes(text) ? text : refuse(key, `"${legal.join('" or "')}"`);
  }

  function whole(key: string): number {
    const text = metadata.get(key) ?? "";
    const isLegal = /^\d+$/.test(text) && Number.isSafeInteger(Number(text));
    return isLegal ? Number(text) : refuse(key, `a whole number in 0..${Number.MAX_SAFE_INTEGER}`);
  }

  function decimal(key: string): number {
    const text = metadata.get(key) ?? "";
    const isLegal = DECIMAL.test(text) && Number.isFinite(Number(text));
    return isLegal ? Number(text) : refuse(key, "a number that is not negative");
  }

  function json(key: string): unknown {
    const text = metadata.get(key) ?? "";
    const value = parsed(text) ?? refuse(key, "JSON");
    const repeated = repeatedKey(text);
    if (repeated !== null) refuse(`${key}'s key`, "each key once", repeated);
    return value.json;
  }

  function refuse(key: string, expected: string, text = metadata.get(key)): never {
    throw new CheckpointError(`the file's ${key} is ${shown(text)}, expected ${expected}. ${remedy}`);
  }
}

function parsed(text: string): { readonly json: unknown } | null {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return null;
  }
}
