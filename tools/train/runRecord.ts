import { mean } from "#math/statistics.ts";
import type { TrainingState } from "#protocol/config.ts";
import type { DeviceInfo, EngineEvent } from "#protocol/event.ts";
import { LossCurve } from "#store/lossCurve.ts";
import type { EventOf } from "./engineSession.ts";
import type { Standing } from "./progressLine.ts";

/** Steps that the training loss of a run is the mean of at most: the loss of a single batch says little. */
export const LOSS_STEPS = 100;

/** What the events of one run have told so far. */
export class RunRecord {
  private readonly curve = new LossCurve();
  private readonly now: () => number;
  private stepsPerSecond = 0;
  private goingSince: number | null = null;
  private trainedMs = 0;
  private samplingTimesteps: readonly number[] = [];
  device: DeviceInfo | null = null;
  started: EventOf<"started"> | null = null;
  /** Shaders, until the first step is done. */
  compiling: EventOf<"compiling"> | null = null;
  /** Share done of the reverse process that is under way. */
  sampling: number | null = null;
  /** The last checkpoint after the start: a network that has taken no step is none. */
  state: TrainingState | null = null;
  validation: { readonly step: number; readonly loss: number } | null = null;

  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  take(event: EngineEvent): void {
    switch (event.type) {
      case "ready":
        this.device = event.device;
        break;
      case "started":
        this.started = event;
        break;
      case "compiling":
        this.compiling = event;
        this.goingSince ??= this.now();
        break;
      case "resumed":
        this.goingSince = this.now();
        break;
      case "trained":
        this.compiling = null;
        this.curve.write(event.firstStep, event.losses);
        this.stepsPerSecond = event.stepsPerSecond;
        break;
      case "samplingStarted":
        this.samplingTimesteps = event.timesteps;
        this.sampling = 0;
        break;
      case "denoised":
        this.sampling = this.samplingTimesteps.indexOf(event.t) / (this.samplingTimesteps.length - 1);
        break;
      case "finished":
      case "cancelled":
        this.sampling = null;
        break;
      case "validated":
        this.validation = { step: event.step, loss: event.loss };
        break;
      case "checkpointed":
        if (event.state.step > 0) this.state = event.state;
        break;
      case "paused":
        this.trainedMs = this.seconds * 1000;
        this.goingSince = null;
        break;
      default:
    }
  }

  /** Whether steps are being taken. */
  get isGoing(): boolean {
    return this.goingSince !== null;
  }

  /** Time in which steps were taken, their validation included. */
  get seconds(): number {
    const going = this.goingSince === null ? 0 : this.now() - this.goingSince;
    return (this.trainedMs + going) / 1000;
  }

  /** Mean loss of the last hundred steps up to the last checkpoint, or null before the first. */
  get trainingLoss(): number | null {
    const step = this.state?.step ?? 0;
    const count = Math.min(LOSS_STEPS, step);
    const losses = Array.from({ length: count }, (_, i) => this.curve.rawAt(step - i)).filter(
      (loss): loss is number => loss !== undefined && Number.isFinite(loss),
    );
    return losses.length === 0 ? null : mean(losses);
  }

  get standing(): Standing {
    const step = this.curve.length;
    return {
      step,
      steps: this.started?.config.steps ?? step,
      loss: this.curve.smoothedAt(step) ?? null,
      stepsPerSecond: this.stepsPerSecond,
    };
  }
}
