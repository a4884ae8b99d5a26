import type { Dataset } from "#data/dataset.ts";
import { useCallback, useEffect, useState } from "react";
import { useApp } from "./appContext.tsx";

export interface DatasetLoad {
  readonly dataset: Dataset | null;
  readonly error: string | null;
  retry(): void;
}

/** A dataset by its id. */
export function useDataset(id: string): DatasetLoad {
  const { datasets } = useApp();
  return useLoad(useCallback(() => datasets.get(id), [datasets, id]));
}

/** Six pictures of a dataset, as a set of their own. */
export function useHighlights(id: string): DatasetLoad {
  const { datasets } = useApp();
  return useLoad(useCallback(() => datasets.highlights(id), [datasets, id]));
}

/** While another set loads, the previous one stays, so that the page does not flash. */
function useLoad(load: () => Promise<Dataset>): DatasetLoad {
  const [dataset, setDataset] = useState<Dataset | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    load().then(
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
  }, [load, attempt]);
  const retry = useCallback(() => setAttempt((n) => n + 1), []);
  return { dataset, error, retry };
}
