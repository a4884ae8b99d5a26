import { sizeOf } from "#nn/scope.ts";
import type { RunId } from "#protocol/command.ts";
import type { TrainingConfig, TrainingState } from "#protocol/config.ts";
import type { EngineEvent } from "#protocol/event.ts";
import { absentData } from "./absentData.ts";
import { chosenSchedule } from "./chosenSchedule.ts";
import type { Context } from "./context.ts";
import { reportFailure } from "./failure.ts";
import type { Job, Work } from "./lane.ts";
import { LossLog } from "./lossLog.ts";
import { observe } from "./observation.ts";
import { Pace } from "./pace.ts";
import type { TrainedNetwork } from "./sampleSetting.ts";
import { snapshotTimesteps } from "./snapshot.ts";
import { createTrainer } from "./createTrainer.ts";
import type { Trainer, TrainingStep } from "./trainer.ts";
import type { ValidationSet } from "./validation.ts";
import { validationSet } from "./validation.ts";

/** A checkpoint is due after so many steps, though not more often than this, and at the latest after so long. */
const CHECKPOINT_STEPS = 50;
const CHECKPOINT_MS_MIN = 5000;
const CHECKPOINT_MS_MAX = 15_000;
/** Results that have waited so long are collected. */
const COLLECT_MS = 200;
/** Steps whose results may wait at most. */
const UNCOLLECTED_MAX = 48;
const DISSECTION_MS = 400;
/** So many steps in a row whose loss or gradient are not finite end the run. */
const BAD_STEPS_MAX = 3;

export interface TrainingOrder {
  readonly run: RunId;
  readonly config: TrainingConfig;
  /** Where to go on, or null to start. */
  readonly state: TrainingState | null;
  readonly paused: boolean;
}

/** What the engine wants to know of a run. */
export interface RunWatch {
  readonly ready: () => void;
  readonly failed: () => void;
}

/**
 * One training run, cut into pieces: a training step, a batch of the validation, one reverse step of a snapshot. Observations
 * advance by one piece between two training steps, so that on a slow device the curve does not stand still for them.
 */
export class TrainingRun implements Job {
  readonly run: RunId;
  readonly work: Work;
  private readonly context: Context;
  private readonly watch: RunWatch;
  /** Without its pictures a network can be sampled alone. */
  private readonly canTrain: boolean;
  private readonly log = new LossLog();
  private readonly pace = new Pace();
  private trained: TrainedNetwork | null = null;
  private stepsLeft = 0;
  private pauseReason: Extract<EngineEvent, { type: "paused" }>["reason"] = "budget";
  /** No step is taken, and the page knows. */
  private isResting = true;
  private hasBegun = false;
  private badSteps = 0;
  private collection = { isOpen: false, time: -Infinity, done: Promise.resolve() };
  private checkpoint = { step: 0, time: performance.now() };
  private dissection = { isAcknowledged: true, time: -Infinity };
  private observation: AsyncGenerator<"busy", void> | null = null;
  private observedStep: number | null = null;

  /**
   * @param watch told when the run is ready to take the place of the one before, and when it has failed.
   */
  constructor(order: TrainingOrder, context: Context, watch: RunWatch) {
    this.run = order.run;
    this.context = context;
    this.watch = watch;
    this.canTrain = !order.config.absentData;
    if (!order.paused) this.resume(Math.max(0, order.config.steps - (order.state?.step ?? 0)));
    this.work = reportFailure(order.run, context, this.train(order), watch.failed);
  }

  /** The network, once it is there. */
  get network(): TrainedNetwork | null {
    return this.trained;
  }

  /**
   * Goes on for so many steps.
   *
   * @throws {Error} when the pictures to train on are not to be had.
   */
  resume(steps: number): void {
    this.requirePictures();
    this.stepsLeft = steps;
    this.pauseReason = "budget";
  }

  /**
   * Takes one step, then rests.
   *
   * @throws {Error} when the pictures to train on are not to be had.
   */
  takeOneStep(): void {
    this.requirePictures();
    this.stepsLeft = this.pauseReason === "asked" ? this.stepsLeft + 1 : 1;
    this.pauseReason = "asked";
  }

  /** Rests after the piece in hand. */
  pause(): void {
    this.stepsLeft = 0;
    this.pauseReason = "asked";
  }

  /** The last dissected step has been taken in. */
  acknowledge(): void {
    this.dissection.isAcknowledged = true;
  }

  private requirePictures(): void {
    if (!this.canTrain)
      throw new Error("the pictures of this network are not here: it can be sampled, not trained on");
  }

  private async *train(order: TrainingOrder): Work {
    const network = await this.prepare(order);
    const { trainer, data, schedule } = network;
    try {
      const validation = validationSet(data.dataset, data.split, schedule, order.config.parameterisation);
      this.trained = network;
      for (;;) {
        if (this.stepsLeft > 0 && this.isResting) await this.begin(trainer);
        if (this.stepsLeft === 0 && !this.isResting) await this.rest(trainer);

        const isDue = this.startObservation(network, validation);
        if (this.observation) {
          const { done } = await this.observation.next();
          if (done) this.observation = null;
          yield "busy";
        }
        if (isDue) continue;
        if (this.stepsLeft > 0 && !this.isResting) {
          await this.takeStep(trainer);
          yield "busy";
        } else if (!this.observation && this.isResting && this.stepsLeft === 0) {
          yield "idle";
        }
      }
    } finally {
      this.trained = null;
      await this.observation?.return();
      await this.collection.done.catch(() => undefined);
      trainer.dispose();
    }
  }

  /**
   * Begins to look at the network where the configuration wants it, once the observation before has ended; true while it has
   * not, and the network must stay as it is.
   */
  private startObservation(network: TrainedNetwork, validation: ValidationSet): boolean {
    const { config } = network;
    const { step } = network.trainer;
    const due = { validation: step % config.validateEvery === 0, snapshot: step % config.sampleEvery === 0 };
    if (!this.hasBegun || this.observedStep === step || !(due.validation || due.snapshot)) return false;
    if (this.observation) return true;
    this.observedStep = step;
    this.observation = observe(this.run, this.context, network, validation, due);
    return false;
  }

  private async prepare({ run, config, state }: TrainingOrder): Promise<TrainedNetwork> {
    const schedule = chosenSchedule(config.schedule);
    // Only to refuse an impossible number of steps now, and not at the first snapshot.
    snapshotTimesteps(schedule.T, config.sampleSteps);
    const data = config.absentData
      ? absentData(config.dataset, config.imageSize, config.absentData)
      : await this.context.load(config.dataset, config.imageSize);
    await this.context.deviceReady();
    const trainer = createTrainer(config, schedule, data.dataset, data.split, state);
    this.checkpoint.step = trainer.step;
    this.watch.ready();
    this.context.emit({
      type: "started",
      run,
      config,
      step: trainer.step,
      parameterCount: sizeOf(trainer.unet.layout),
      trainCount: data.split.train.length,
      validationCount: data.split.validation.length,
      channels: data.dataset.channels,
    });
    return { trainer, config, schedule, data };
  }

  private async begin(trainer: Trainer): Promise<void> {
    const { run } = this;
    if (this.hasBegun) this.context.emit({ type: "resumed", run });
    else {
      this.context.emit({ type: "compiling", run, compiled: 0, shaders: 0 });
      await trainer.compile((compiled, shaders) =>
        this.context.emit({ type: "compiling", run, compiled, shaders }),
      );
    }
    this.hasBegun = true;
    this.isResting = false;
    this.badSteps = 0;
    this.pace.start(performance.now());
  }

  private async rest(trainer: Trainer): Promise<void> {
    await this.saveCheckpoint(trainer);
    this.isResting = true;
    this.context.emit({ type: "paused", run: this.run, step: trainer.step, reason: this.pauseReason });
  }

  private async takeStep(trainer: Trainer): Promise<void> {
    const { isAcknowledged, time } = this.dissection;
    const dissects = isAcknowledged && performance.now() - time >= DISSECTION_MS;
    // Counted before it is taken: a command that comes meanwhile speaks of the steps after it.
    this.stepsLeft--;
    if (dissects) this.dissection = { isAcknowledged: false, time: performance.now() };
    await trainer.takeStep(dissects);
    const now = performance.now();
    this.pace.tick(now);
    await this.collectIfDue(trainer, now);
    const age = now - this.checkpoint.time;
    const isFar = trainer.step - this.checkpoint.step >= CHECKPOINT_STEPS;
    if (age >= CHECKPOINT_MS_MAX || (isFar && age >= CHECKPOINT_MS_MIN)) await this.saveCheckpoint(trainer);
  }

  /** Results arrive while further steps are taken, as long as not too many wait. */
  private async collectIfDue(trainer: Trainer, now: number): Promise<void> {
    const { uncollected } = trainer;
    const isDue = uncollected >= trainer.collectSteps || now - this.collection.time >= COLLECT_MS;
    if (isDue && uncollected > 0 && !this.collection.isOpen) void this.collect(trainer);
    if (uncollected >= UNCOLLECTED_MAX) await this.collection.done;
  }

  /** Takes in the results of all steps so far. */
  private collect(trainer: Trainer): Promise<void> {
    const before = this.collection.done;
    const done = (async () => {
      await before;
      for (const step of await trainer.collect()) this.takeIn(step, trainer);
      this.collection.isOpen = false;
    })();
    this.collection = { isOpen: true, time: performance.now(), done };
    // Whoever waits for it next is told; nobody may ever do so.
    done.catch(() => undefined);
    return done;
  }

  private takeIn(step: TrainingStep, trainer: Trainer): void {
    this.log.add(step);
    this.badSteps = step.isApplied ? 0 : this.badSteps + 1;
    if (this.badSteps >= BAD_STEPS_MAX) {
      this.stepsLeft = 0;
      this.pauseReason = "diverged";
    }
    if (this.log.isDue(performance.now())) this.flush();
    if (step.dissection) {
      const { imageSize: size, imageChannels: channels } = trainer.unet.config;
      const { run } = this;
      this.context.emit({ type: "dissected", run, step: step.step, size, channels, ...step.dissection });
    }
  }

  private flush(): void {
    const losses = this.log.flush(performance.now());
    if (!losses) return;
    const { stepsPerSecond } = this.pace;
    this.context.emit({ type: "trained", run: this.run, ...losses, stepsPerSecond });
  }

  /** The losses go first: a run that goes on from here must find its curve complete. */
  private async saveCheckpoint(trainer: Trainer): Promise<void> {
    await this.collect(trainer);
    this.flush();
    const state = await trainer.state();
    this.checkpoint = { step: trainer.step, time: performance.now() };
    this.context.emit({ type: "checkpointed", run: this.run, state });
  }
}
