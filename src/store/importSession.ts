import type { RunId } from "#protocol/command.ts";
import type { EngineEvent } from "#protocol/event.ts";

type EventOf<K extends EngineEvent["type"]> = Extract<EngineEvent, { type: K }>;

/** What became of the files that were last brought in. */
export interface ImportSession {
  readonly run: RunId;
  /** What the files are called; null where they hold no model that is usable. */
  readonly source: string | null;
  /** What was left out or added, one line each. */
  readonly notes: readonly string[];
  /** What is wrong with them, one line each; none where the model is in use. */
  readonly problems: readonly string[];
}

export function reduceImport(event: EventOf<"imported" | "importFailed">): ImportSession {
  const { run } = event;
  return event.type === "imported"
    ? { run, source: event.source, notes: event.notes, problems: [] }
    : { run, source: null, notes: [], problems: event.problems };
}

/** A model that was read and whose run never started: it is not the one in use. Null where the failure is of another run. */
export function failedImport(
  imported: ImportSession | null,
  present: RunId | null,
  { run, message }: EventOf<"failed">,
): ImportSession | null {
  if (imported?.run !== run || present === run) return null;
  return { ...imported, source: null, notes: [], problems: [message] };
}
