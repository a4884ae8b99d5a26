import type { BackendName, EngineCommand, RunId } from "#protocol/command.ts";
import type { SampleRequest, TrainingConfig, TrainingState } from "#protocol/config.ts";
import type { EngineEvent } from "#protocol/event.ts";
import { engineEvent } from "#protocol/event.ts";
import type { Port } from "#protocol/port.ts";
import { transferables } from "#protocol/transferables.ts";
import * as v from "valibot";

/** A port that can also die and be ended: a Worker, or one side of a MessageChannel in a test. */
export interface EnginePort extends Port<EngineCommand> {
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "error" | "messageerror", listener: (event: { message?: string }) => void): void;
  terminate(): void;
}

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
  private sampling: RunId | null = null;
  private respawns = 0;

  constructor(options: EngineClientOptions) {
    this.options = options;
    this.port = this.connect();
  }

  /** Calls back with each event from now on; returns the function that ends this. */
  subscribe(listener: (event: EngineEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Starts a training run; an earlier one ends and its network is gone. */
  train(config: TrainingConfig, paused = false): RunId {
    this.discard();
    const run = ++this.lastRun;
    this.training = { run, config, state: null };
    this.respawns = 0;
    this.send({ type: "train", run, config, state: null, paused });
    return run;
  }

  pause(): void {
    if (this.training) this.send({ type: "pause", run: this.training.run });
  }

  /** Goes on for `steps` more training steps. */
  resume(steps: number): void {
    if (this.training) this.send({ type: "resume", run: this.training.run, steps });
  }

  /** One training step, then paused. */
  step(): void {
    if (this.training) this.send({ type: "step", run: this.training.run });
  }

  /** Ends the training run; its network is gone. */
  discard(): void {
    if (this.training) this.send({ type: "discard", run: this.training.run });
  }

  /** Starts a reverse process; one that is still going ends. */
  sample(request: SampleRequest): RunId {
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
    if (
      "run" in event &&
      event.run !== null &&
      event.run !== this.training?.run &&
      event.run !== this.sampling
    )
      return;
    if (event.type === "failed" && event.fatal) {
      this.replace(event.message);
      return;
    }
    if (event.type === "checkpointed" && this.training) this.training.state = event.state;
    if (event.type === "discarded") this.training = null;
    this.emit(event);
    if (event.type === "denoised" || event.type === "dissected")
      this.send({ type: "acknowledge", run: event.run });
  }

  /** Says what happened, and carries on in a fresh worker. */
  private replace(reason: string): void {
    this.port.terminate();
    const isLast = this.respawns >= MOST_RESPAWNS;
    this.emit(failure(isLast ? "EngineLost" : "EngineRestarted", reason, true));
    this.sampling = null;
    if (isLast) return;
    this.respawns++;
    this.port = this.connect();
    if (!this.training) return;
    const { run, config, state } = this.training;
    this.send({ type: "train", run, config, state: structuredClone(state), paused: true });
  }

  private emit(event: EngineEvent): void {
    for (const listener of this.listeners) listener(event);
  }
}

function failure(name: string, message: string, fatal: boolean): EngineEvent {
  return { type: "failed", run: null, name, message, fatal };
}
