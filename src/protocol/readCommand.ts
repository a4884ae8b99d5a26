import * as v from "valibot";
import type { EngineCommand, RunId } from "./command.ts";
import { engineCommand, runId } from "./command.ts";

/**
 * A message from outside as a command.
 *
 * @throws {TypeError} when it is none; the message names the command and the path of the first value that is wrong.
 */
export function readCommand(message: unknown): EngineCommand {
  const result = v.safeParse(engineCommand, message);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new TypeError(`${typeOf(message)}: ${v.getDotPath(issue) ?? "message"}: ${issue.message}`);
}

/** The run that a message speaks of, even one that is no command; null where it names none. */
export function runIn(message: unknown): RunId | null {
  const result = v.safeParse(v.object({ run: runId }), message);
  return result.success ? result.output.run : null;
}

function typeOf(message: unknown): string {
  const isTyped = typeof message === "object" && message !== null && "type" in message;
  return isTyped && typeof message.type === "string" ? message.type : "a command";
}
