import type { Dataset } from "#data/dataset.ts";
import { useCallback, useEffect, useState } from "react";
import { useApp } from "./appContext.tsx";

export interface DatasetLoad {
  readonly dataset: Dataset | null;
  readonly error: string | null;
  retry(): void;
}

/** A dataset by its id. While another one loads, the previous one stays, so that the page does not flash. */
export function useDataset(id: string): DatasetLoad {
  const { datasets } = useApp();
  const [dataset, setDataset] = useState<Dataset | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    datasets.get(id).then(
      (loaded) => {
        if (!isCurrent) return;
        setDataset(loaded);
        setError(null);
      },
      (reason: unknown) => {
        if (isCurrent) setError(reason instanceof Error ? reason.message : String(reason));
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [datasets, id, attempt]);
  const retry = useCallback(() => setAttempt((n) => n + 1), []);
  return { dataset, error, retry };
}
