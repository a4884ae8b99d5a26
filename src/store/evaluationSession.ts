import type { RunId } from "#protocol/command.ts";
import type { EvaluationRequest } from "#protocol/config.ts";
import type { EngineEvent, LikelihoodBound } from "#protocol/event.ts";

type EventOf<K extends EngineEvent["type"]> = Extract<EngineEvent, { type: K }>;

/** One evaluation of the network, as far as it has come; what was told stays when it ends early. */
export interface EvaluationSession {
  readonly run: RunId;
  readonly request: EvaluationRequest;
  /** Training step of the network. */
  readonly step: number;
  readonly images: number;
  /** How many timesteps each image visits. */
  readonly timesteps: number;
  readonly status: "running" | "finished" | "cancelled" | "failed";
  /** Visits done, out of `all`. */
  readonly done: number;
  readonly all: number;
  readonly bound: LikelihoodBound | null;
}

export function startEvaluation(event: EventOf<"evaluationStarted">): EvaluationSession {
  const { run, request, step, images, timesteps } = event;
  const all = images * timesteps;
  return { run, request, step, images, timesteps, status: "running", done: 0, all, bound: null };
}

/** The evaluation after one more event; one of another evaluation, or of what is over, changes nothing. */
export function reduceEvaluation(
  evaluation: EvaluationSession | null,
  event: EventOf<"evaluated" | "cancelled">,
): EvaluationSession | null {
  if (evaluation?.run !== event.run || evaluation.status !== "running") return evaluation;
  if (event.type === "cancelled") return { ...evaluation, status: "cancelled" };
  const { done, all, bound } = event;
  return { ...evaluation, status: done === all ? "finished" : "running", done, all, bound };
}

/** The evaluation once its run, or the whole engine, has failed. */
export function failEvaluation(
  evaluation: EvaluationSession | null,
  { run, fatal }: EventOf<"failed">,
): EvaluationSession | null {
  const isConcerned = evaluation?.status === "running" && (fatal || run === evaluation.run);
  return isConcerned ? { ...evaluation, status: "failed" } : evaluation;
}
