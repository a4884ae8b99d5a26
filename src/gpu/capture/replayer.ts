import { at } from "#math/at.ts";
import type { Plan } from "./plan.ts";

/** So long a submit may occupy the device: a page that draws at 60 Hz waits behind it. */
const SUBMIT_MS = 8;
const SUBMITS_MAX = 3;
/** Replays that may wait for the device: one runs, and the next stands ready. */
const WAITING_MAX = 2;

/**
 * Replays a plan again and again, no faster than the device follows, and in submits short enough to let the page draw in
 * between.
 */
export class Replayer {
  private readonly device: GPUDevice;
  private readonly plan: Plan;
  private readonly waiting: Promise<void>[] = [];
  private submits = 1;
  private lastDone = 0;

  constructor(device: GPUDevice, plan: Plan) {
    this.device = device;
    this.plan = plan;
  }

  /** Submits one replay; resolves when the next may follow. */
  async replay(): Promise<void> {
    const begun = performance.now();
    this.plan.replay(this.submits);
    this.waiting.push(this.device.queue.onSubmittedWorkDone().then(() => this.measure(begun)));
    if (this.waiting.length >= WAITING_MAX) await at(this.waiting, 0);
  }

  /** A replay was done now, and could not begin before it was submitted or before the last was done. */
  private measure(begun: number): void {
    const now = performance.now();
    const duration = now - Math.max(begun, this.lastDone);
    this.lastDone = now;
    this.submits = Math.min(SUBMITS_MAX, Math.max(1, Math.ceil(duration / SUBMIT_MS)));
    void this.waiting.shift();
  }
}
