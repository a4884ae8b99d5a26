import { at } from "#math/at.ts";
import { isSoftwareAdapter } from "../softwareRenderers.ts";
import type { Plan } from "./plan.ts";

/** So long a submit may occupy a graphics card: a page that draws at 60 Hz waits behind it. */
const SUBMIT_MS = 8;
/** In software no page waits in line, and the processor is shared without our help: a few submits suffice. */
const SUBMITS_IN_SOFTWARE = 3;
/**
 * Work that may wait for the device: half as much again as Firefox does between two looks at what is done, so that it never runs
 * out of it meanwhile.
 */
const WAITING_MS = 150;
/** One runs, and the next stands ready. */
const WAITING_MIN = 2;
const WAITING_MAX = 32;
/** Durations are worth something from here on. */
const MEASURED_MS = 50;

/**
 * Replays a plan again and again, no faster than the device follows, and in submits short enough to let the page draw in
 * between. Up to 24 ms that is three, so that with what is read now and then it stays below four; beyond that the page's
 * smoothness wins over their number.
 */
export class Replayer {
  private readonly device: GPUDevice;
  private readonly plan: Plan;
  private readonly submitsMax: number;
  private readonly waiting: Promise<void>[] = [];
  private submits = 1;
  private waitingMax = WAITING_MIN;
  /** Time that the device was busy, up to `countedTo`, and replays that it finished in it. */
  private busyMs = 0;
  private finished = 0;
  private countedTo = 0;

  constructor(device: GPUDevice, plan: Plan) {
    this.device = device;
    this.plan = plan;
    // Browsers of 2024 do not tell it of a device.
    const info: GPUAdapterInfo | undefined = device.adapterInfo;
    this.submitsMax = info && isSoftwareAdapter(info) ? SUBMITS_IN_SOFTWARE : Infinity;
  }

  /** Submits one replay; resolves when the next may follow. */
  async replay(): Promise<void> {
    this.adapt();
    if (this.waiting.length === 0) this.countedTo = performance.now();
    this.plan.replay(this.submits);
    this.waiting.push(this.device.queue.onSubmittedWorkDone().then(() => this.count()));
    while (this.waiting.length >= this.waitingMax) await at(this.waiting, 0);
  }

  private count(): void {
    const now = performance.now();
    this.busyMs += now - this.countedTo;
    this.countedTo = now;
    this.finished++;
    void this.waiting.shift();
  }

  /** To what was measured. Not before a replay follows: several may have been reported done at once. */
  private adapt(): void {
    if (this.busyMs < MEASURED_MS) return;
    const duration = this.busyMs / this.finished;
    this.submits = clamp(Math.ceil(duration / SUBMIT_MS), 1, this.submitsMax);
    this.waitingMax = clamp(Math.ceil(WAITING_MS / duration), WAITING_MIN, WAITING_MAX);
    this.busyMs = 0;
    this.finished = 0;
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
