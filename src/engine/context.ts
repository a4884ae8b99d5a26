import type { Dataset } from "#data/dataset.ts";
import type { Split } from "#data/split.ts";
import type { EngineEvent } from "#protocol/event.ts";

/** What a run needs from the engine around it. */
export interface Context {
  readonly emit: (event: EngineEvent) => void;
  /** Resolves when a backend is chosen; rejects when there is none. */
  deviceReady(): Promise<void>;
  /** A dataset at a size, with its fixed split. */
  load(id: string, size: number): Promise<TrainingData>;
}

export interface TrainingData {
  readonly dataset: Dataset;
  readonly split: Split;
}
