import type { CheckpointInfo } from "./checkpointInfo.ts";
import { fromMetadata, toMetadata } from "./checkpointInfo.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";
import type { Dtype } from "./safetensorsHeader.ts";
import type { Layout } from "./stateDict.ts";
import { fromStateDict, toStateDict } from "./stateDict.ts";

/** A trained network: its weights, flat in the order of its layout, and how it came to be. */
export interface Checkpoint {
  readonly info: CheckpointInfo;
  readonly weights: Float32Array;
}

/**
 * The file of a trained network: safetensors with the names, shapes and order of axes of diffusers' `UNet2DModel`.
 *
 * @throws {CheckpointError} when a weight is not finite, or too large for 16 bits.
 */
export function writeCheckpoint(
  { info, weights }: Checkpoint,
  layout: Layout,
  dtype: Dtype,
): Uint8Array<ArrayBuffer> {
  return writeSafetensors({ tensors: toStateDict(layout, weights), metadata: toMetadata(info) }, dtype);
}

/**
 * The network in a file that `writeCheckpoint` wrote.
 *
 * @param layoutOf builds the network that the file speaks of; it throws where the file's configuration is none.
 * @throws {CheckpointError} naming the tensor or field, the value that is wrong and what was expected.
 */
export function readCheckpoint(bytes: Uint8Array, layoutOf: (info: CheckpointInfo) => Layout): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  const info = fromMetadata(metadata);
  return { info, weights: fromStateDict(layoutOf(info), tensors) };
}
