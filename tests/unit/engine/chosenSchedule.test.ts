import { expect, test } from "vitest";
import { chosenSchedule } from "#engine/chosenSchedule.ts";

test("the paper's schedule, by its id", () => {
  const { id, T, betas, alphasCumprod } = chosenSchedule({ id: "linear", T: 1000, params: {} });
  expect([id, T, betas.length]).toEqual(["linear", 1000, 1001]);
  expect(betas[1]).toBeCloseTo(1e-4, 12);
  expect(betas[1000]).toBeCloseTo(0.02, 12);
  // prod(1 - linspace(1e-4, 0.02, 1000)), as every implementation of DDPM has it.
  expect(alphasCumprod[1000]).toBeCloseTo(4.0358e-5, 8);
});

test("chosen parameters reach the schedule, the others keep their defaults", () => {
  const { betas } = chosenSchedule({ id: "linear", T: 1000, params: { betaEnd: 0.04 } });
  expect(betas[1]).toBeCloseTo(1e-4, 12);
  expect(betas[1000]).toBeCloseTo(0.04, 12);
});

test.each([
  ["an unknown id", { id: "sawtooth", T: 1000, params: {} }, /sawtooth/],
  ["too many timesteps", { id: "linear", T: 1001, params: {} }, /T = 1001 .* 10\.\.1000/],
  ["a parameter outside its range", { id: "linear", T: 1000, params: { betaEnd: 1 } }, /betaEnd = 1 /],
])("%s is refused by name", (_what, choice, message) => {
  expect(() => chosenSchedule(choice)).toThrow(RangeError);
  expect(() => chosenSchedule(choice)).toThrow(message);
});
