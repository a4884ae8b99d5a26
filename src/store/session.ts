import type { RunId } from "#protocol/command.ts";
import type { TrainingConfig } from "#protocol/config.ts";
import type { DeviceInfo, EngineEvent } from "#protocol/event.ts";
import type { EvaluationSession } from "./evaluationSession.ts";
import { failEvaluation, reduceEvaluation, startEvaluation } from "./evaluationSession.ts";
import type { ImportSession } from "./importSession.ts";
import { failedImport, reduceImport } from "./importSession.ts";
import { LossByTimestep } from "./lossByTimestep.ts";
import type { TimestepLoss } from "./lossByTimestep.ts";
import { LossCurve } from "./lossCurve.ts";

type EventOf<K extends EngineEvent["type"]> = Extract<EngineEvent, { type: K }>;
export type Dissection = EventOf<"dissected">;
/** Samples from the same noises at one training step. */
export type Snapshot = EventOf<"sampled">;
/** One visited timestep of a reverse process. */
export type DenoisedFrame = EventOf<"denoised">;
type SamplingStart = EventOf<"samplingStarted">;

/** All that the engine has said so far: a fold of `reduceSession` over its events, and of nothing else. */
export interface Session {
  readonly device: DeviceInfo | null;
  readonly training: TrainingSession | null;
  readonly sampling: SamplingSession | null;
  /** Of the training run's network; it goes with the run. */
  readonly evaluation: EvaluationSession | null;
  readonly imported: ImportSession | null;
  readonly failure: Failure | null;
}

export interface Failure {
  readonly run: RunId | null;
  readonly name: string;
  readonly message: string;
  readonly isFatal: boolean;
}

/** One training run. The curves grow in place; `version` counts their changes, so that components know when to read. */
export interface TrainingSession {
  readonly run: RunId;
  readonly config: TrainingConfig;
  /** What the files are called that it came from; null where it was begun here. */
  readonly source: string | null;
  readonly status: "compiling" | "running" | "paused" | "lost";
  readonly pauseReason: EventOf<"paused">["reason"] | null;
  /** How many shaders of the step are compiled, and how many there are; 0 of 0 where nobody counts them. */
  readonly shaders: { readonly compiled: number; readonly all: number };
  readonly step: number;
  readonly parameterCount: number;
  readonly trainCount: number;
  readonly validationCount: number;
  readonly channels: 1 | 3;
  readonly stepsPerSecond: number;
  readonly skippedSteps: number;
  readonly curve: LossCurve;
  readonly lossByTimestep: LossByTimestep;
  /** Timesteps of the newest batch. */
  readonly batchTimesteps: Float32Array;
  /** Loss by timestep of held-out images at the first validation after step 0, to see how far it has come. */
  readonly earlyLossByTimestep: { readonly step: number; readonly values: readonly TimestepLoss[] } | null;
  readonly validations: readonly { readonly step: number; readonly loss: number }[];
  readonly dissection: Dissection | null;
  readonly snapshots: readonly Snapshot[];
  readonly version: number;
}

/** One reverse process; `frames` by falling t. A branch keeps the frames of the process that it left, down to its start. */
export interface SamplingSession {
  readonly run: RunId;
  readonly start: SamplingStart;
  readonly status: "running" | "finished" | "cancelled" | "failed";
  readonly frames: readonly DenoisedFrame[];
  readonly nearest: EventOf<"finished">["nearest"] | null;
  readonly milliseconds: number | null;
  readonly version: number;
}

/** Without its pictures a network is sampled, and not trained on. */
export function canTrain({ config }: TrainingSession): boolean {
  return config.absentData === undefined;
}

/** No step is being taken, and the next one waits for the user. */
export function isAtRest({ status }: TrainingSession): boolean {
  return status === "paused" || status === "lost";
}

export const emptySession: Session = {
  device: null,
  training: null,
  sampling: null,
  evaluation: null,
  imported: null,
  failure: null,
};

/** The session after one more event. Events of a run that is no longer shown change nothing. */
export function reduceSession(session: Session, event: EngineEvent): Session {
  switch (event.type) {
    case "ready":
      return { ...session, device: event.device };
    case "started":
      return {
        ...session,
        failure: null,
        training: startTraining(session, event),
        evaluation: session.training?.run === event.run ? session.evaluation : null,
      };
    case "samplingStarted":
      return { ...session, failure: null, sampling: startSampling(session.sampling, event) };
    case "evaluationStarted":
      return { ...session, failure: null, evaluation: startEvaluation(event) };
    case "denoised":
    case "finished":
      return { ...session, sampling: reduceSampling(session.sampling, event) };
    case "evaluated":
      return { ...session, evaluation: reduceEvaluation(session.evaluation, event) };
    case "cancelled":
      return {
        ...session,
        sampling: reduceSampling(session.sampling, event),
        evaluation: reduceEvaluation(session.evaluation, event),
      };
    case "discarded":
      return session.training?.run === event.run ? { ...session, training: null, evaluation: null } : session;
    case "imported":
    case "importFailed":
      return { ...session, imported: reduceImport(event) };
    case "exported":
    case "exportFailed":
      // A file goes to the disk, not into the page.
      return session;
    case "failed":
      return fail(session, event);
    default:
      return { ...session, training: reduceTraining(session.training, event) };
  }
}

/** A restart of the same run goes on with its curves; they are cut at the step it resumes from. */
function startTraining({ training, imported }: Session, event: EventOf<"started">): TrainingSession {
  const kept = training?.run === event.run ? training : null;
  const curve = kept?.curve ?? new LossCurve(event.step);
  curve.truncate(event.step);
  return {
    run: event.run,
    config: event.config,
    source: kept?.source ?? (imported?.run === event.run ? imported.source : null),
    status: "paused",
    shaders: { compiled: 0, all: 0 },
    pauseReason: null,
    step: event.step,
    parameterCount: event.parameterCount,
    trainCount: event.trainCount,
    validationCount: event.validationCount,
    channels: event.channels,
    stepsPerSecond: 0,
    skippedSteps: kept?.skippedSteps ?? 0,
    curve,
    lossByTimestep: kept?.lossByTimestep ?? new LossByTimestep(event.config.schedule.T),
    batchTimesteps: kept?.batchTimesteps ?? new Float32Array(0),
    earlyLossByTimestep: kept?.earlyLossByTimestep ?? null,
    validations: kept?.validations.filter(({ step }) => step <= event.step) ?? [],
    dissection: kept?.dissection ?? null,
    snapshots: kept?.snapshots.filter(({ step }) => step <= event.step) ?? [],
    version: (kept?.version ?? 0) + 1,
  };
}

type TrainingEvent = EventOf<
  "compiling" | "resumed" | "trained" | "validated" | "dissected" | "sampled" | "paused" | "checkpointed"
>;

function reduceTraining(training: TrainingSession | null, event: TrainingEvent): TrainingSession | null {
  if (training?.run !== event.run) return training;
  switch (event.type) {
    case "compiling":
      return {
        ...training,
        status: "compiling",
        pauseReason: null,
        shaders: { compiled: event.compiled, all: event.shaders },
      };
    case "resumed":
      return { ...training, status: "running", pauseReason: null };
    case "trained":
      training.curve.write(event.firstStep, event.losses);
      training.lossByTimestep.add(event.timesteps, event.imageLosses);
      return {
        ...training,
        status: "running",
        pauseReason: null,
        step: training.curve.length,
        batchTimesteps: event.timesteps.slice(-training.config.batch),
        stepsPerSecond: event.stepsPerSecond,
        skippedSteps:
          training.skippedSteps + event.gradientNorms.filter((norm) => !Number.isFinite(norm)).length,
        version: training.version + 1,
      };
    case "validated":
      return {
        ...training,
        validations: [
          ...training.validations.filter(({ step }) => step < event.step),
          { step: event.step, loss: event.loss },
        ],
        earlyLossByTimestep:
          training.earlyLossByTimestep ?? earlyLossByTimestep(training.config.schedule.T, event),
        version: training.version + 1,
      };
    case "dissected":
      return { ...training, dissection: event, version: training.version + 1 };
    case "sampled":
      return {
        ...training,
        snapshots: [...training.snapshots.filter(({ step }) => step < event.step), event],
        version: training.version + 1,
      };
    case "paused":
      return { ...training, status: "paused", pauseReason: event.reason, step: event.step };
    case "checkpointed":
      return training;
  }
}

function earlyLossByTimestep(T: number, event: EventOf<"validated">): TrainingSession["earlyLossByTimestep"] {
  if (event.step === 0) return null;
  const bins = new LossByTimestep(T);
  bins.add(event.timesteps, event.imageLosses);
  return { step: event.step, values: bins.values() };
}

function startSampling(previous: SamplingSession | null, event: SamplingStart): SamplingSession {
  const { start } = event.request;
  const frames = start && previous ? previous.frames.filter(({ t }) => t > start.t) : [];
  return {
    run: event.run,
    start: event,
    status: "running",
    frames,
    nearest: null,
    milliseconds: null,
    version: 1,
  };
}

function reduceSampling(
  sampling: SamplingSession | null,
  event: EventOf<"denoised" | "finished" | "cancelled">,
): SamplingSession | null {
  if (sampling?.run !== event.run) return sampling;
  const version = sampling.version + 1;
  switch (event.type) {
    case "denoised":
      return { ...sampling, frames: [...sampling.frames, event], version };
    case "finished":
      return {
        ...sampling,
        status: "finished",
        nearest: event.nearest,
        milliseconds: event.milliseconds,
        version,
      };
    case "cancelled":
      return { ...sampling, status: "cancelled", version };
  }
}

function fail(session: Session, event: EventOf<"failed">): Session {
  const failure = { run: event.run, name: event.name, message: event.message, isFatal: event.fatal };
  const { training, sampling } = session;
  const imported = failedImport(session.imported, training?.run ?? null, event);
  if (imported) return { ...session, imported };
  const concerns = (run: RunId) => event.fatal || event.run === run;
  return {
    ...session,
    failure,
    training:
      training && concerns(training.run)
        ? { ...training, status: event.fatal ? "lost" : "paused" }
        : training,
    sampling:
      sampling && sampling.status === "running" && concerns(sampling.run)
        ? { ...sampling, status: "failed" }
        : sampling,
    evaluation: failEvaluation(session.evaluation, event),
  };
}
