import type { EnginePort } from "./enginePort.ts";

/** The dedicated module worker that trains and samples; the main thread never imports tfjs. */
export function createEngineWorker(): EnginePort {
  return new Worker(new URL("../worker/engineWorker.ts", import.meta.url), {
    type: "module",
    name: "engine",
  });
}
