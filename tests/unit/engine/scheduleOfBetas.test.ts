import { describe, expect, test } from "vitest";
import { betasOf } from "#checkpoint/diffusers/betaSchedule.ts";
import { schedules } from "#diffusion/schedules/index.ts";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import { hasBetas, scheduleOfBetas } from "#engine/scheduleOfBetas.ts";
import type { TrainingConfig } from "#protocol/config.ts";

type Choice = TrainingConfig["schedule"];

const ends = { betaStart: 0.00085, betaEnd: 0.012 };

describe.each([...schedules.keys()])("%s", (id) => {
  test.each([false, true])(
    "is found by its betas with its defaults, zero terminal SNR %s",
    (zeroTerminalSnr) => {
      const choice: Choice = { id, T: 200, params: {}, ...(zeroTerminalSnr && { zeroTerminalSnr }) };
      expect(scheduleOfBetas(chosenSchedule(choice).betas)).toEqual(choice);
    },
  );

  test.each([false, true])("is found with other parameters, zero terminal SNR %s", (zeroTerminalSnr) => {
    const params = id === "cosine" ? { offset: 0.02 } : ends;
    const choice: Choice = { id, T: 1000, params, ...(zeroTerminalSnr && { zeroTerminalSnr }) };
    const found = scheduleOfBetas(chosenSchedule(choice).betas);
    expect(found).toMatchObject({ id, T: 1000 });
    for (const [name, value] of Object.entries(params)) {
      expect(found?.params[name]).toBeCloseTo(value, 5);
    }
  });
});

test.each([
  ["linear", "linear"],
  ["scaled_linear", "quadratic"],
  ["sigmoid", "sigmoid"],
  ["squaredcos_cap_v2", "cosine"],
] as const)("diffusers' %s is %s here", (name, id) => {
  const betas = betasOf({ name, ...ends, zeroTerminalSnr: false }, 1000);
  expect(scheduleOfBetas(betas)?.id).toBe(id);
});

test.each([...schedules.keys()])("%s is found by the table that float32 makes of it", (id) => {
  const { betas } = chosenSchedule({ id, T: 1000, params: {} });
  const choice = { id, T: 1000, params: {} };
  expect(scheduleOfBetas(betas.map(Math.fround))).toEqual(choice);
  // As of a program that keeps 1 - beta.
  expect(scheduleOfBetas(betas.map((beta) => 1 - Math.fround(1 - beta)))).toEqual(choice);
});

test("a small beta that is 1 % off is not the default's", () => {
  const params = { betaStart: 1.01e-4 };
  const { betas } = chosenSchedule({ id: "linear", T: 1000, params });
  expect(hasBetas({ id: "linear", T: 1000, params: {} }, betas)).toBe(false);
  const found = scheduleOfBetas(betas);
  expect(found?.params["betaStart"]).toBeCloseTo(1.01e-4, 10);
  const alone = chosenSchedule({ id: "linear", T: 1000, params: {} }).betas.with(1, 1.01e-4);
  expect(scheduleOfBetas(alone)).toBeNull();
});

test("a table that no schedule has is none, however near", () => {
  const betas = chosenSchedule({ id: "linear", T: 1000, params: {} }).betas.slice();
  betas[500] = (betas[500] ?? 0) + 2e-6;
  expect(scheduleOfBetas(betas)).toBeNull();
  // Linear ends that the page does not offer: at T = 100 its steps are ten times as large.
  const small = betasOf({ name: "linear", betaStart: 1e-4, betaEnd: 0.02, zeroTerminalSnr: false }, 100);
  expect(scheduleOfBetas(small)).toBeNull();
});

test("a schedule has the betas of its own T alone", () => {
  const choice: Choice = { id: "linear", T: 100, params: {} };
  expect(hasBetas(choice, chosenSchedule(choice).betas)).toBe(true);
  expect(hasBetas({ ...choice, T: 101 }, chosenSchedule(choice).betas)).toBe(false);
  expect(hasBetas({ ...choice, params: { betaEnd: 7 } }, chosenSchedule(choice).betas)).toBe(false);
  expect(hasBetas({ ...choice, id: "magic" }, chosenSchedule(choice).betas)).toBe(false);
  expect(hasBetas({ ...choice, params: { betaEnd: 0.021 } }, chosenSchedule(choice).betas)).toBe(false);
});

test.each(["linear", "sigmoid", "quadratic"])(
  "%s of ten timesteps is found, where the largest ends would be cut off",
  (id) => {
    const params = { betaStart: 0.003, betaEnd: 0.02 };
    const { betas } = chosenSchedule({ id, T: 10, params });
    expect(scheduleOfBetas(betas)).toMatchObject({ id, T: 10, params: { betaStart: 0.003 } });
  },
);
