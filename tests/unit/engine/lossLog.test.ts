import { expect, test } from "vitest";
import { LossLog } from "#engine/lossLog.ts";
import type { TrainingStep } from "#engine/trainer.ts";

function step(number: number): TrainingStep {
  return {
    step: number,
    loss: number / 10,
    timesteps: Int32Array.of(number, number + 1),
    imageLosses: Float32Array.of(number / 10, number / 10),
    gradientNorm: number,
    isApplied: true,
    dissection: null,
  };
}

test("steps travel together, in order", () => {
  const log = new LossLog();
  log.add(step(5));
  log.add(step(6));
  expect(log.flush(0)).toEqual({
    firstStep: 5,
    losses: Float32Array.of(0.5, 0.6),
    gradientNorms: Float32Array.of(5, 6),
    timesteps: Float32Array.of(5, 6, 6, 7),
    imageLosses: Float32Array.of(0.5, 0.5, 0.6, 0.6),
  });
  expect(log.flush(0)).toBeNull();
});

test("the first step travels at once, the next ones a few times a second", () => {
  const log = new LossLog();
  expect(log.isDue(1000)).toBe(false);
  log.add(step(1));
  expect(log.isDue(1000)).toBe(true);
  log.flush(1000);
  log.add(step(2));
  expect(log.isDue(1149)).toBe(false);
  expect(log.isDue(1150)).toBe(true);
});

test("twenty steps do not wait", () => {
  const log = new LossLog();
  log.add(step(1));
  log.flush(0);
  for (let n = 2; n <= 20; n++) log.add(step(n));
  expect(log.isDue(1)).toBe(false);
  log.add(step(21));
  expect(log.isDue(1)).toBe(true);
});
