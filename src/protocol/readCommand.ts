import * as v from "valibot";
import type { EngineCommand } from "./command.ts";
import { engineCommand } from "./command.ts";

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

function typeOf(message: unknown): string {
  const isTyped = typeof message === "object" && message !== null && "type" in message;
  return isTyped && typeof message.type === "string" ? message.type : "a command";
}
