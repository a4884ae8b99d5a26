import type { DenoisedFrame } from "#store/session.ts";
import type { Source } from "../figures/Provenance.tsx";

/** Who made the pictures of a frame. */
export function frameSource({ step }: DenoisedFrame): Source {
  return step === null ? { kind: "exact" } : { kind: "yours", step };
}
