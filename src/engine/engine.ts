import type { DatasetSource } from "#data/dataset.ts";
import { unreachable } from "#math/unreachable.ts";
import { chooseBackend } from "#engine/backend.ts";
import type { EngineCommand, RunId } from "#protocol/command.ts";
import type { EngineEvent } from "#protocol/event.ts";
import { readCommand, runIn } from "#protocol/readCommand.ts";
import type { Context } from "./context.ts";
import { DataShelf } from "./dataShelf.ts";
import type { EvaluationRun } from "./evaluationRun.ts";
import { evaluationRun } from "./evaluationRun.ts";
import { exportModel } from "./exportModel.ts";
import { failure } from "./failure.ts";
import { loadAhead } from "./fileCode.ts";
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
  private sampling: SamplingRun | null = null;
  private evaluation: EvaluationRun | null = null;

  constructor(options: EngineOptions) {
    this.options = options;
  }

  /** Takes any message; what is no command, or not now, becomes a `failed` event and changes nothing. */
  receive(message: unknown): void {
    try {
      this.obey(readCommand(message));
    } catch (error) {
      const run = runIn(message);
      // A training run that only refuses a command has not failed.
      const isAlive = run !== null && this.findTraining(run) !== null;
      this.options.emit(failure(isAlive ? null : run, error));
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
    ).then((chosen) => {
      emit({ type: "ready", device: chosen });
      loadAhead();
    });
    device.catch((error: unknown) => emit(failure(null, error)));
    this.opened = { device, shelf: new DataShelf(createSource(dataUrl)) };
  }

  private train(command: CommandOf<"train">): void {
    const coming = this.prepare(command, this.context());
    // Goes first until it is known to be possible, so that the present one need not be paused for it.
    this.deviceLane.addLast(coming, this.training);
  }

  /** A run that takes the place of the present one once it is known to be possible. */
  private prepare(order: TrainingOrder, context: Context): TrainingRun {
    if (this.coming) this.makeRoom(this.coming, order.run);
    const coming = new TrainingRun(order, context, {
      ready: () => this.succeed(coming),
      failed: () => this.forget(coming),
    });
    this.coming = coming;
    return coming;
  }

  /** Reads files, and touches no run: the page orders one of a model that it still wants. */
  private import({ run, source, files }: CommandOf<"import">): void {
    const context = this.context();
    void importModel(files, (id, size) => context.load(id, size)).then((result) =>
      this.options.emit(
        "problems" in result
          ? { type: "importFailed", run, ...result }
          : { type: "imported", run, source, ...result, notes: [...result.notes] },
      ),
    );
  }

  private export(command: CommandOf<"export">): void {
    const network = this.findTraining(command.training)?.network;
    if (network) return this.deviceLane.addFirst({ work: exportModel(command, network, this.options) });
    const message = "the network is not there yet: try again once its run has started";
    this.options.emit({ type: "exportFailed", run: command.run, message });
  }

  /** The run that was being prepared takes the place of the one before. */
  private succeed(coming: TrainingRun): void {
    if (this.coming !== coming) return;
    if (this.training) this.makeRoom(this.training, coming.run);
    this.training = coming;
    this.coming = null;
  }

  private forget(run: TrainingRun): void {
    if (this.coming === run) this.coming = null;
    if (this.training === run) this.training = null;
  }

  /** Ends a training run for the run of this id; one that goes on from its own checkpoint is not discarded. */
  private makeRoom(training: TrainingRun, next: RunId): void {
    const { run } = training;
    const gone = this.end(training);
    if (run !== next) void gone.then(() => this.options.emit({ type: "discarded", run }));
  }

  /** Emits `discarded` whether or not the run still lives: a run that failed can be cleared away too. */
  private discard(run: RunId): void {
    const gone = this.trainings(run).map((training) => this.end(training));
    void Promise.all(gone).then(() => this.options.emit({ type: "discarded", run }));
  }

  /** An evaluation of its network ends with it. */
  private async end(training: TrainingRun): Promise<void> {
    if (this.training === training && this.evaluation) this.cancel(this.evaluation.run);
    this.forget(training);
    await this.deviceLane.remove(training);
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
      this.stop(sampling, this.laneOf(sampling));
    }
    if (evaluation?.run === run) {
      this.evaluation = null;
      this.stop(evaluation, this.deviceLane);
    }
  }

  private stop(job: SamplingRun | EvaluationRun, lane: Lane): void {
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
    return this.trainings(run)[0] ?? null;
  }

  /** Two while a run is being prepared that goes on from its own checkpoint. */
  private trainings(run: RunId): TrainingRun[] {
    const all = [this.training, this.coming].filter((training) => training !== null);
    return all.filter((training) => training.run === run);
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
