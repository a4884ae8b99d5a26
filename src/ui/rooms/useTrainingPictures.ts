import type { Dataset } from "#data/dataset.ts";
import { splitDataset } from "#data/split.ts";
import type { SampleRequest } from "#protocol/config.ts";
import { useMemo } from "react";
import { useDataset } from "../state/useDataset.ts";

export interface TrainingPictures {
  /** At its own size, and null until it has loaded. */
  readonly dataset: Dataset | null;
  /** Indices of what the denoiser was trained on, or is optimal for. */
  readonly indices: Int32Array;
  readonly error: string | null;
  retry(): void;
}

const none = new Int32Array(0);

/** The training pictures behind a reverse process: the exact optimum knows the first few, a network was shown them all. */
export function useTrainingPictures({ dataset: id, denoiser, pictures }: SampleRequest): TrainingPictures {
  const { dataset: loaded, error, retry } = useDataset(id);
  const dataset = loaded?.id === id ? loaded : null;
  const indices = useMemo(() => {
    if (!dataset) return none;
    const { train } = splitDataset(dataset.count);
    return denoiser === "exact" ? train.slice(0, pictures) : train;
  }, [dataset, denoiser, pictures]);
  return { dataset, indices, error, retry };
}
