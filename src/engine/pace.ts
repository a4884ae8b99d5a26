import { at } from "#math/at.ts";

const WINDOW_STEPS = 30;

/** Steps per second over the last steps, pauses left out. Times are in ms. */
export class Pace {
  private times: number[] = [];

  /** Training begins or goes on at `now`. */
  start(now: number): void {
    this.times = [now];
  }

  /** A step ended at `now`. */
  tick(now: number): void {
    this.times.push(now);
    if (this.times.length > WINDOW_STEPS + 1) this.times.shift();
  }

  get stepsPerSecond(): number {
    const steps = this.times.length - 1;
    if (steps < 1) return 0;
    return (steps * 1000) / Math.max(1e-3, at(this.times, steps) - at(this.times, 0));
  }
}
