import type { EngineCommand } from "./command.ts";
import type { EngineEvent } from "./event.ts";

/** The buffers of a message that are moved, not copied. The sender must not touch them afterwards. */
export function transferables(message: EngineCommand | EngineEvent): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  collect(message, buffers);
  return [...buffers];
}

function collect(value: unknown, buffers: Set<ArrayBuffer>): void {
  if (value instanceof Float32Array || value instanceof Uint8Array) {
    if (value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
  } else if (typeof value === "object" && value !== null) {
    for (const part of Object.values(value)) collect(part, buffers);
  }
}
