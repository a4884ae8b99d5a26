import { expect, test } from "vitest";
import { Pace } from "#engine/pace.ts";

test("nothing is known before the first step", () => {
  const pace = new Pace();
  expect(pace.stepsPerSecond).toBe(0);
  pace.start(1000);
  expect(pace.stepsPerSecond).toBe(0);
});

test("the first step counts from the start", () => {
  const pace = new Pace();
  pace.start(1000);
  pace.tick(1500);
  expect(pace.stepsPerSecond).toBe(2);
});

test("the window slides: after thirty quick steps the slow ones are forgotten", () => {
  const pace = new Pace();
  pace.start(0);
  for (let i = 1; i <= 5; i++) pace.tick(i * 1000);
  expect(pace.stepsPerSecond).toBe(1);
  for (let i = 1; i <= 30; i++) pace.tick(5000 + i * 100);
  expect(pace.stepsPerSecond).toBeCloseTo(10, 9);
});

test("a pause is no time", () => {
  const pace = new Pace();
  pace.start(0);
  pace.tick(100);
  pace.start(60_000);
  pace.tick(60_100);
  expect(pace.stepsPerSecond).toBe(10);
});
