import type { DatasetSource } from "#data/dataset.ts";
import { unreachable } from "#math/unreachable.ts";
import { chooseBackend } from "#engine/backend.ts";
import type { EngineCommand, RunId } from "#protocol/command.ts";
import type { EngineEvent } from "#protocol/event.ts";
import { readCommand } from "#protocol/readCommand.ts";
import type { Context } from "./context.ts";
import { DataShelf } from "./dataShelf.ts";
import type { EvaluationRun } from "./evaluationRun.ts";
import { evaluationRun } from "./evaluationRun.ts";
import { exportModel } from "./exportModel.ts";
import { failure } from "./failure.ts";
import { importModel } from "./importModel.ts";
import { Lane } from "./lane.ts";
import { SamplingRun } from "./samplingRun.ts";
import type { TrainingOrder } from "./trainingRun.ts";
import { TrainingRun } from "./trainingRun.ts";

type CommandOf<K extends EngineCommand["type"]> = Extract<EngineCommand, { type: K }>;

export interface EngineOptions {
  readonly emit: (event: EngineEvent) => void;
  /** Datasets from below an address. */
  readonly createSource: (dataUrl: string) => DatasetSource;
}

/**
 * Commands in, events out. One training run, one reverse process and one evaluation exist at a time; a new training run
 * replaces the one before once it is known to be possible, so that a bad configuration loses nothing.
 *
 * They share the device, one piece each, and a reverse process goes first: whoever asked for it is looking at it. An evaluation
 * takes turns with what stands behind it. The exact optimum has a lane of its own, for it needs no device and must not wait for one.
 */
export class Engine {
  private readonly options: EngineOptions;
  private readonly deviceLane = new Lane();
  private readonly exactLane = new Lane();
  private opened: { readonly device: Promise<void>; readonly shelf: DataShelf } | null = null;
  private training: TrainingRun | null = null;
  /** A run that is being prepared; the present one stays until this one is known to be possible. */
  private coming: TrainingRun | null = null;
  /** Whose files are being read. */
  private importing: RunId | null = null;
  private sampling: SamplingRun | null = null;
  private evaluation: EvaluationRun | null = null;

  constructor(options: EngineOptions) {
    this.options = options;
  }

  /** Takes any message; what is no command, or not now, becomes a `failed` event and changes nothing. */
  receive(message: unknown): void {
    let run: RunId | null = null;
    try {
      const command = readCommand(message);
      if ("run" in command) run = command.run;
      this.obey(command);
    } catch (error) {
      this.options.emit(failure(run, error));
    }
  }

  private obey(command: EngineCommand): void {
    switch (command.type) {
      case "open":
        return this.open(command);
      case "train":
        return this.train(command);
      case "pause":
        this.trainingOf(command.run).pause();
        return this.deviceLane.wake();
      case "resume":
        this.trainingOf(command.run).resume(command.steps);
        return this.deviceLane.wake();
      case "step":
        this.trainingOf(command.run).takeOneStep();
        return this.deviceLane.wake();
      case "discard":
        return this.discard(command.run);
      case "sample":
        return this.sample(command);
      case "evaluate":
        return this.evaluate(command);
      case "export":
        return this.export(command);
      case "import":
        return this.import(command);
      case "cancel":
        return this.cancel(command.run);
      case "acknowledge":
        return this.acknowledge(command.run);
      default:
        return unreachable(command);
    }
  }

  private open({ backends, dataUrl }: CommandOf<"open">): void {
    if (this.opened) throw new Error("the engine is open already");
    const { emit, createSource } = this.options;
    const device = chooseBackend(backends, (reason) =>
      emit(failure(null, new DeviceLost(reason), true)),
    ).then((chosen) => emit({ type: "ready", device: chosen }));
    device.catch((error: unknown) => emit(failure(null, error)));
    this.opened = { device, shelf: new DataShelf(createSource(dataUrl)) };
  }

  private train(command: CommandOf<"train">): void {
    const context = this.context();
    this.importing = null;
    this.training?.pause();
    this.deviceLane.addLast(this.prepare(command, context));
  }

  /** A run that takes the place of the present one once it is known to be possible. */
  private prepare(order: TrainingOrder, context: Context): TrainingRun {
    if (this.coming) this.discard(this.coming.run);
    const coming = new TrainingRun(order, context, {
      ready: () => this.succeed(coming),
      failed: () => this.forget(coming),
    });
    this.coming = coming;
    return coming;
  }

  /** The present run trains on meanwhile, and for good if the files are of no use. */
  private import({ run, source, files }: CommandOf<"import">): void {
    const context = this.context();
    this.importing = run;
    void importModel(files, (id, size) => context.load(id, size)).then((model) => {
      const superseded = { problems: ["another training run or model was asked for meanwhile"] };
      const result = this.importing === run ? model : superseded;
      if ("problems" in result) return this.options.emit({ type: "importFailed", run, ...result });
      const { config, state, notes } = result;
      const order = { run, config, state: structuredClone(state), paused: true };
      this.options.emit({ type: "imported", run, source, config, state, notes: [...notes] });
      this.deviceLane.addFirst(this.prepare(order, context));
    });
  }

  private export(command: CommandOf<"export">): void {
    const { network } = this.trainingOf(command.run);
    if (!network) throw new Error("the network is not there yet: it can be written once its run has started");
    this.deviceLane.addFirst({ work: exportModel(command, network, this.options) });
  }

  /** The run that was being prepared takes the place of the one before. */
  private succeed(coming: TrainingRun): void {
    if (this.coming !== coming) return;
    if (this.training) this.discard(this.training.run);
    this.training = coming;
    this.coming = null;
  }

  private forget(run: TrainingRun): void {
    if (this.coming === run) this.coming = null;
    if (this.training === run) this.training = null;
  }

  /**
   * Emits `discarded` whether or not the run still lives: a run that failed can be cleared away too. An evaluation of its network
   * ends with it.
   */
  private discard(run: RunId): void {
    if (this.training?.run === run && this.evaluation) this.cancel(this.evaluation.run);
    const training = this.findTraining(run);
    if (training) this.forget(training);
    const gone = training ? this.deviceLane.remove(training) : Promise.resolve(false);
    void gone.then(() => this.options.emit({ type: "discarded", run }));
  }

  private sample({ run, request }: CommandOf<"sample">): void {
    const context = this.context();
    if (this.sampling) this.cancel(this.sampling.run);
    this.sampling = new SamplingRun(run, request, context, () => this.training?.network ?? null);
    this.laneOf(this.sampling).addFirst(this.sampling);
  }

  private evaluate({ run, request }: CommandOf<"evaluate">): void {
    const context = this.context();
    if (this.evaluation) this.cancel(this.evaluation.run);
    this.evaluation = evaluationRun(run, request, context, () => this.training?.network ?? null);
    this.deviceLane.addFirst(this.evaluation);
  }

  /** What is over, or never was, needs no answer. */
  private cancel(run: RunId): void {
    const { sampling, evaluation } = this;
    if (sampling?.run === run) {
      this.sampling = null;
      this.end(sampling, this.laneOf(sampling));
    }
    if (evaluation?.run === run) {
      this.evaluation = null;
      this.end(evaluation, this.deviceLane);
    }
  }

  private end(job: SamplingRun | EvaluationRun, lane: Lane): void {
    void lane.remove(job).then((wasAlive) => {
      if (wasAlive) this.options.emit({ type: "cancelled", run: job.run });
    });
  }

  private acknowledge(run: RunId): void {
    if (this.sampling?.run === run) {
      this.sampling.acknowledge();
      this.laneOf(this.sampling).wake();
    }
    this.findTraining(run)?.acknowledge();
  }

  private laneOf({ request }: SamplingRun): Lane {
    return request.denoiser === "exact" ? this.exactLane : this.deviceLane;
  }

  private trainingOf(run: RunId): TrainingRun {
    const training = this.findTraining(run);
    if (!training) throw new RangeError(`run ${run} is no training run of this engine`);
    return training;
  }

  private findTraining(run: RunId): TrainingRun | null {
    return [this.training, this.coming].find((training) => training?.run === run) ?? null;
  }

  private context(): Context {
    if (!this.opened) throw new Error("the engine is not open: the first command must be open");
    const { device, shelf } = this.opened;
    return {
      emit: this.options.emit,
      deviceReady: () => device,
      load: (id, size) => shelf.load(id, size),
    };
  }
}

/** The graphics device went away, or computed nothing and said so: nothing on it can be trusted any more. */
class DeviceLost extends Error {
  override readonly name = "DeviceLost";
}
