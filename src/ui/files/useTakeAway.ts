import { useEffect, useState } from "react";
import type { RunId } from "#protocol/command.ts";
import type { ExportedWeights, ExportFormat } from "#protocol/modelFiles.ts";
import { useApp } from "../state/appContext.tsx";
import { saveFile } from "./saveFile.ts";

/** How far a network is on its way to the disk. */
export type TakeAway =
  | { readonly kind: "idle" }
  | { readonly kind: "writing"; readonly run: RunId }
  | { readonly kind: "saved"; readonly name: string; readonly step: number }
  | { readonly kind: "failed"; readonly message: string };

/** Asks the engine for the network as a file, and saves it when it comes. */
export function useTakeAway(): {
  readonly progress: TakeAway;
  write(weights: ExportedWeights, format: ExportFormat): void;
  forget(): void;
} {
  const { engine } = useApp();
  const [progress, setProgress] = useState<TakeAway>({ kind: "idle" });
  const run = progress.kind === "writing" ? progress.run : null;
  useEffect(() => {
    if (run === null) return undefined;
    return engine.subscribe((event) => {
      if (!("run" in event) || event.run !== run) return;
      if (event.type === "exported") {
        const { name, bytes, step } = event;
        saveFile(name, bytes);
        setProgress({ kind: "saved", name, step });
      } else if (event.type === "exportFailed" || event.type === "failed") {
        setProgress({ kind: "failed", message: event.message });
      }
    });
  }, [engine, run]);
  return {
    progress,
    write: (weights, format) => {
      const asked = engine.exportModel(weights, format);
      if (asked !== null) setProgress({ kind: "writing", run: asked });
    },
    forget: () => setProgress({ kind: "idle" }),
  };
}
