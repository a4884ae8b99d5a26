import type { TrainingStep } from "./trainer.ts";

const STEPS_MAX = 20;
const DELAY_MAX_MS = 150;

/** The numbers of the last steps, waiting to travel as one event a few times a second. */
export class LossLog {
  private steps: TrainingStep[] = [];
  private flushedAt = -Infinity;

  add(step: TrainingStep): void {
    this.steps.push(step);
  }

  isDue(now: number): boolean {
    return this.steps.length >= STEPS_MAX || (this.steps.length > 0 && now - this.flushedAt >= DELAY_MAX_MS);
  }

  /** Everything that waits, as the arrays of a `trained` event; null when nothing does. */
  flush(now: number) {
    const [first] = this.steps;
    if (!first) return null;
    const { steps } = this;
    this.steps = [];
    this.flushedAt = now;
    return {
      firstStep: first.step,
      losses: Float32Array.from(steps, ({ loss }) => loss),
      gradientNorms: Float32Array.from(steps, ({ gradientNorm }) => gradientNorm),
      timesteps: Float32Array.from(steps.flatMap(({ timesteps }) => [...timesteps])),
      imageLosses: Float32Array.from(steps.flatMap(({ imageLosses }) => [...imageLosses])),
    };
  }
}
