import type { TrainingConfig } from "#protocol/config.ts";
import type { TrainingData } from "./context.ts";

/** A dataset that is not to be had, by what a network from a file tells of it: its name and shape, and no picture. */
export function absentData(
  id: string,
  size: number,
  { channels, classes }: NonNullable<TrainingConfig["absentData"]>,
): TrainingData {
  return {
    dataset: {
      id,
      count: 0,
      size,
      channels,
      images: new Uint8Array(0),
      labels: classes === null ? null : new Uint8Array(0),
      classes: Array.from({ length: classes ?? 0 }, (_, i) => String(i)),
    },
    split: { train: new Int32Array(0), validation: new Int32Array(0) },
  };
}
