import type { RunId } from "#protocol/command.ts";
import type { EngineEvent } from "#protocol/event.ts";
import type { Context } from "./context.ts";
import type { Work } from "./lane.ts";

/** What went wrong, as an event. `run` is null when no run is to blame; after a fatal one the engine is of no more use. */
export function failure(run: RunId | null, error: unknown, fatal = false): EngineEvent {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { type: "failed", run, name, message, fatal };
}

/** The same work, ended by its first error, which becomes an event once `onFailure` has been told. */
export async function* reportFailure(run: RunId, context: Context, work: Work, onFailure?: () => void): Work {
  try {
    yield* work;
  } catch (error) {
    onFailure?.();
    context.emit(failure(run, error));
  }
}
