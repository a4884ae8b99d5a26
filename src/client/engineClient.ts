import type { BackendName, EngineCommand, RunId } from "#protocol/command.ts";
import type { EvaluationRequest, SampleRequest, TrainingConfig, TrainingState } from "#protocol/config.ts";
import type { EngineEvent } from "#protocol/event.ts";
import { engineEvent } from "#protocol/event.ts";
import type { ExportedWeights, ExportFormat, ModelFiles } from "#protocol/modelFiles.ts";
import { transferables } from "#protocol/transferables.ts";
import * as v from "valibot";
import type { EnginePort } from "./enginePort.ts";

export interface EngineClientOptions {
  /** Where `public/data/` is, as an absolute URL with a slash at the end. */
  readonly dataUrl: string;
  readonly backends: readonly BackendName[];
  createPort(): EnginePort;
}

/** A worker that died is replaced this often before the client stops and says so. */
const MOST_RESPAWNS = 2;

interface TrainingRun {
  readonly run: RunId;
  readonly config: TrainingConfig;
  /** Last checkpoint that the engine sent; a fresh worker resumes from it. */
  state: TrainingState | null;
  /** Failed: the engine no longer knows it. Discarded: it is to go, and must not come back in a fresh worker. */
  condition: "alive" | "failed" | "discarded";
}

/**
 * The page's handle on the engine: gives runs their ids, drops events of older runs, and replaces a worker that died. A
 * training run then goes on, paused, from its last checkpoint; curves and pictures on the page are kept.
 */
export class EngineClient {
  private readonly options: EngineClientOptions;
  private port: EnginePort;
  private readonly listeners = new Set<(event: EngineEvent) => void>();
  private lastRun = 0;
  private training: TrainingRun | null = null;
  /** The run that stays until a new one has started. */
  private before: TrainingRun | null = null;
  private sampling: RunId | null = null;
  private evaluation: RunId | null = null;
  /** Of a model from files, until its run has started. */
  private importing: RunId | null = null;
  private exporting: RunId | null = null;
  private respawns = 0;
  /** The last worker died, and nobody has asked for anything since. */
  private isLost = false;

  constructor(options: EngineClientOptions) {
    this.options = options;
    this.port = this.connect();
  }

  /** Calls back with each event from now on; returns the function that ends this. */
  subscribe(listener: (event: EngineEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Starts a training run; the one before ends, and its network is gone, once this one has started. */
  train(config: TrainingConfig, paused = false): RunId {
    this.revivePort();
    this.giveUpImport("another training run was started meanwhile");
    const run = ++this.lastRun;
    this.before ??= this.training;
    this.training = { run, config, state: null, condition: "alive" };
    this.send({ type: "train", run, config, state: null, paused });
    return run;
  }

  pause(): void {
    if (this.training?.condition === "alive") this.send({ type: "pause", run: this.training.run });
  }

  /** Goes on for `steps` more training steps; a run that failed goes on from its last checkpoint. */
  resume(steps: number): void {
    if (!this.training) return;
    this.reviveTraining(this.training);
    this.send({ type: "resume", run: this.training.run, steps });
  }

  /** One training step, then paused. */
  step(): void {
    if (!this.training) return;
    this.reviveTraining(this.training);
    this.send({ type: "step", run: this.training.run });
  }

  /** Ends the training run; its network is gone. */
  discard(): void {
    this.giveUpImport("the training run was discarded meanwhile");
    if (!this.training) return;
    this.training.condition = "discarded";
    this.revivePort();
    this.send({ type: "discard", run: this.training.run });
  }

  /** Starts a reverse process; one that is still going ends. */
  sample(request: SampleRequest): RunId {
    this.revivePort();
    this.cancel();
    const run = ++this.lastRun;
    this.sampling = run;
    this.send({ type: "sample", run, request });
    return run;
  }

  /** Ends the reverse process; the engine says when it has. */
  cancel(): void {
    if (this.sampling !== null) this.send({ type: "cancel", run: this.sampling });
  }

  /** Estimates the likelihood of held-out images under the network; an evaluation that is still going ends. */
  evaluate(request: EvaluationRequest): RunId {
    this.revivePort();
    this.cancelEvaluation();
    const run = ++this.lastRun;
    this.evaluation = run;
    this.send({ type: "evaluate", run, request });
    return run;
  }

  /** Ends the evaluation; the engine says when it has. */
  cancelEvaluation(): void {
    if (this.evaluation !== null) this.send({ type: "cancel", run: this.evaluation });
  }

  /** Asks for the network of the training run as a file, in place of one that is still being written; null where there is none. */
  exportModel(weights: ExportedWeights, format: ExportFormat): RunId | null {
    if (!this.training) return null;
    this.reviveTraining(this.training);
    const run = ++this.lastRun;
    this.exporting = run;
    this.send({ type: "export", run, training: this.training.run, weights, format });
    return run;
  }

  /** Brings a model in, in place of files that are still being read; the present run stays as it is until this one has started. */
  importModel(source: string, files: ModelFiles): RunId {
    this.revivePort();
    const run = ++this.lastRun;
    this.importing = run;
    this.send({ type: "import", run, source, files });
    return run;
  }

  /** A user who asks again after the engine was lost gets a fresh worker. */
  private revivePort(): void {
    if (!this.isLost) return;
    this.isLost = false;
    this.respawns = 0;
    this.port = this.connect();
    if (this.training) this.training.condition = "failed";
  }

  private reviveTraining(training: TrainingRun): void {
    this.revivePort();
    if (training.condition === "failed") this.restart(training);
  }

  /** Continues a run, paused, from its last checkpoint. */
  private restart(training: TrainingRun): void {
    const { run, config, state } = training;
    training.condition = "alive";
    this.send({ type: "train", run, config, state: structuredClone(state), paused: true });
  }

  private send(command: EngineCommand): void {
    this.port.postMessage(command, transferables(command));
  }

  private connect(): EnginePort {
    const port = this.options.createPort();
    const isCurrent = () => port === this.port;
    port.addEventListener("message", ({ data }) => {
      if (isCurrent()) this.receive(data);
    });
    port.addEventListener("error", ({ message }) => {
      if (isCurrent()) this.replace(message || "the worker stopped without a message");
    });
    port.addEventListener("messageerror", () => {
      if (isCurrent()) this.replace("a message could not be read");
    });
    const { backends, dataUrl } = this.options;
    port.postMessage({ type: "open", backends: [...backends], dataUrl }, []);
    return port;
  }

  private receive(data: unknown): void {
    const parsed = v.safeParse(engineEvent, data);
    if (!parsed.success) {
      const [issue] = parsed.issues;
      this.emit(failure("ProtocolError", `${v.getDotPath(issue) ?? "event"}: ${issue.message}`, false));
      return;
    }
    const event = parsed.output;
    if ("run" in event && event.run !== null && !this.isShown(event.run)) return;
    if (event.type === "failed" && event.fatal) {
      this.replace(event.message);
      return;
    }
    this.follow(event);
    this.emit(event);
    if (event.type === "denoised" || event.type === "dissected")
      this.send({ type: "acknowledge", run: event.run });
  }

  private isShown(run: RunId): boolean {
    const { training, before, sampling, evaluation, importing, exporting } = this;
    return [training?.run, before?.run, sampling, evaluation, importing, exporting].includes(run);
  }

  /** Keeps what a fresh worker would need, and which training run is the present one. */
  private follow(event: EngineEvent): void {
    if (!("run" in event)) return;
    if (event.run === this.exporting) this.exporting = null;
    if (event.run === this.importing) this.followImport(event);
    if (event.type === "discarded" && event.run === this.before?.run) this.before = null;
    const { training } = this;
    if (!training || event.run !== training.run) return;
    if (event.type === "checkpointed") {
      training.state = event.state;
      this.respawns = 0;
    }
    if (event.type === "started") this.before = null;
    if (event.type === "discarded") this.training = null;
    if (event.type === "failed") {
      // A run that never started leaves the one before in its place.
      if (this.before) this.training = this.before;
      else training.condition = "failed";
      this.before = null;
    }
  }

  /** A model that is usable becomes the run that is coming; with any other news its import is over. */
  private followImport(event: EngineEvent): void {
    if (event.type !== "imported") {
      this.importing = null;
      return;
    }
    const { run, config, state } = event;
    this.before ??= this.training;
    this.training = { run, config, state, condition: "alive" };
    this.restart(this.training);
  }

  /** Gives the place back that a model from files was about to take. */
  private giveUpImport(problem: string): void {
    const { training, importing } = this;
    if (importing === null) return;
    if (training?.run === importing) {
      this.send({ type: "discard", run: importing });
      this.training = this.before;
      this.before = null;
    }
    this.failImport(problem);
  }

  private failImport(problem: string): void {
    const run = this.importing;
    this.importing = null;
    if (run !== null) this.emit({ type: "importFailed", run, problems: [problem] });
  }

  /** Says what happened, and carries on in a fresh worker. */
  private replace(reason: string): void {
    this.port.terminate();
    this.isLost = this.respawns >= MOST_RESPAWNS;
    this.emit(failure(this.isLost ? "EngineLost" : "EngineRestarted", reason, true));
    this.sampling = null;
    this.evaluation = null;
    if (this.exporting !== null) {
      this.emit({ type: "exportFailed", run: this.exporting, message: reason });
      this.exporting = null;
    }
    this.training = this.before ?? this.training;
    this.before = null;
    // With no run before it, a model that was read starts in the fresh worker.
    if (this.isLost || this.training?.run !== this.importing) this.failImport(reason);
    if (this.training?.condition === "discarded") {
      this.emit({ type: "discarded", run: this.training.run });
      this.training = null;
    }
    if (this.isLost) return;
    this.respawns++;
    this.port = this.connect();
    if (this.training) this.restart(this.training);
  }

  private emit(event: EngineEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}

function failure(name: string, message: string, fatal: boolean): EngineEvent {
  return { type: "failed", run: null, name, message, fatal };
}
