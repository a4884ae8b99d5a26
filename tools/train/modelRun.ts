import type { DatasetSource } from "#data/dataset.ts";
import type { BackendName } from "#protocol/command.ts";
import type { TrainingConfig } from "#protocol/config.ts";
import type { DeviceInfo, EngineEvent } from "#protocol/event.ts";
import type { Choices } from "#store/choices.ts";
import { sampleRequestOf, trainingConfigOf } from "#store/engineChoice.ts";
import type { EventOf } from "./engineSession.ts";
import { EngineSession } from "./engineSession.ts";
import { RunRecord } from "./runRecord.ts";
import type { Pictures } from "./sheet.ts";
import { SHEET_COUNT } from "./sheet.ts";

/** Why no more steps are taken. */
export type Stop = "reached" | "interrupted" | "diverged";

const TRAINING = 1;

/** One training run of the engine, led by commands and known by its events, as the page leads and knows it. */
export class ModelRun {
  readonly record = new RunRecord();
  readonly config: TrainingConfig;
  private readonly choices: Choices;
  private readonly interrupt: AbortSignal;
  private readonly onProgress: () => void;
  private readonly session: EngineSession;
  private samplings = 0;

  /**
   * @param interrupt aborts when the run is to end with the step in hand.
   * @param onProgress called when the record has grown by some steps, or shaders before the first, or steps of a sampling.
   */
  constructor(choices: Choices, source: DatasetSource, interrupt: AbortSignal, onProgress: () => void) {
    const config = trainingConfigOf(choices);
    // The page's snapshots are small; the sheets here are drawn by reverse processes of their own.
    this.config = { ...config, sampleEvery: config.steps };
    this.choices = choices;
    this.interrupt = interrupt;
    this.onProgress = onProgress;
    this.session = new EngineSession(source, (event) => this.hear(event));
    interrupt.addEventListener("abort", this.pauseIfGoing);
  }

  /** Chooses a device. */
  async open(backends: readonly BackendName[]): Promise<DeviceInfo> {
    this.session.send({ type: "open", backends: [...backends], dataUrl: "" });
    return (await this.session.next("ready")).device;
  }

  /** Prepares data and network, and rests at step 0. */
  async start(): Promise<EventOf<"started">> {
    const { config } = this;
    this.session.send({ type: "train", run: TRAINING, config, state: null, paused: true });
    return this.session.next("started");
  }

  /** Goes on until `step`, unless it is reached already. */
  async trainTo(step: number): Promise<Stop> {
    if (this.interrupt.aborted) return "interrupted";
    const steps = step - (this.record.state?.step ?? 0);
    if (steps <= 0) return "reached";
    this.session.send({ type: "resume", run: TRAINING, steps });
    const { reason } = await this.session.next("paused");
    return ({ budget: "reached", asked: "interrupted", diverged: "diverged" } as const)[reason];
  }

  /** Where a run that rests has its validation still before it, waits for that. */
  async awaitValidation(): Promise<void> {
    const { state, validation } = this.record;
    if (!state || state.step % this.config.validateEvery !== 0 || validation?.step === state.step) return;
    await this.session.next("validated", ({ step }) => step === state.step);
  }

  /** Sixty-four samples of the averaged weights by DDIM, from the same noises each time; null when they are cancelled. */
  async sample(steps: number, cancellation?: AbortSignal): Promise<Pictures | null> {
    if (cancellation?.aborted) return null;
    const run = TRAINING + ++this.samplings;
    const choices = { ...this.choices, denoiser: "ema", sampler: "ddim", steps, label: this.label } as const;
    this.session.send({ type: "sample", run, request: { ...sampleRequestOf(choices), count: SHEET_COUNT } });
    const cancel = () => this.session.send({ type: "cancel", run });
    cancellation?.addEventListener("abort", cancel);
    const drawn = Promise.all([
      this.session.next("denoised", (event) => event.run === run && event.t === 0),
      this.session.next("finished", (event) => event.run === run),
    ]);
    const cancelled = this.session.next("cancelled", (event) => event.run === run);
    try {
      const end = await Promise.race([drawn, cancelled]);
      if (!Array.isArray(end)) return null;
      const [{ xt, size, channels }] = end;
      return { images: xt, size, channels };
    } finally {
      cancellation?.removeEventListener("abort", cancel);
    }
  }

  /** A network that is told classes draws each in turn. */
  private get label(): Choices["label"] {
    return this.choices.classes ? "each" : "none";
  }

  close(): void {
    this.interrupt.removeEventListener("abort", this.pauseIfGoing);
    this.session.close();
  }

  private hear(event: EngineEvent): void {
    this.record.take(event);
    if (event.type === "denoised") this.session.send({ type: "acknowledge", run: event.run });
    if (event.type === "trained" || event.type === "compiling" || event.type === "denoised")
      this.onProgress();
    if (this.interrupt.aborted) this.pauseIfGoing();
  }

  /** Before its first step a run has nothing to pause; `compiling` or `resumed` will find the interrupt. */
  private readonly pauseIfGoing = (): void => {
    if (this.record.isGoing) this.session.send({ type: "pause", run: TRAINING });
  };
}
