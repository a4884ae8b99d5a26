import type { EngineCommand } from "#protocol/command.ts";
import type { Port } from "#protocol/port.ts";

/** A port that can also die and be ended: a Worker, or one side of a MessageChannel in a test. */
export interface EnginePort extends Port<EngineCommand> {
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "error" | "messageerror", listener: (event: { message?: string }) => void): void;
  terminate(): void;
}
