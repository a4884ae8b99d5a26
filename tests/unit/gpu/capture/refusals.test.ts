import { expect, test } from "vitest";
import { refuseUnsound } from "#gpu/capture/refusals.ts";
import { Slot } from "#gpu/capture/slot.ts";
import type { Step } from "#gpu/capture/step.ts";
import { slots, stepOf } from "../../../fixtures/steps.ts";

const [x, y] = slots(2) as [Slot, Slot];
const constant = new Slot(4);
constant.content = new ArrayBuffer(4);
const limits = { maxStorageBufferBindingSize: 1024, maxBufferSize: 2048 } as GPUSupportedLimits;

const refuse = (...steps: readonly Step[]) => refuseUnsound(steps, limits);

test("steps that read constants, what was written before, and what existed are sound", () => {
  const old = { size: 4096 } as GPUBuffer;
  const step = stepOf("b", [y], [x]);
  const bindings = [...step.bindings, { buffer: old, offset: 0, size: 1024, access: "update" as const }];
  expect(() => refuse(stepOf("a", [x], [constant]), { ...step, bindings })).not.toThrow();
});

test("a step that reads what none before it has written is refused by its name", () => {
  expect(() => refuse(stepOf("Late", [y], [x]), stepOf("a", [x], []))).toThrow(
    '"Late" cannot be captured: it reads what no step before it has written',
  );
  const [own] = stepOf("Own", [x], []).bindings;
  if (!own) throw new Error("there is one");
  expect(() => refuse({ ...stepOf("Own", [], []), bindings: [{ ...own, access: "update" }] })).toThrow(
    /"Own"/,
  );
});

test("one that writes into a constant is", () => {
  expect(() => refuse(stepOf("Set", [constant], []))).toThrow(
    '"Set" cannot be captured: it writes into a constant of the function',
  );
});

test("one that binds more than the device allows is, and so is a buffer that is too large", () => {
  expect(() => refuse(stepOf("Wide", [new Slot(1028)], []))).toThrow(
    '"Wide" cannot be captured: it binds 1028 bytes at once, and this device 1024 at most',
  );
  const [part] = stepOf("Large", [new Slot(2052)], []).bindings;
  if (!part) throw new Error("there is one");
  expect(() => refuse({ ...stepOf("Large", [], []), bindings: [{ ...part, size: 4 }] })).toThrow(
    '"Large" cannot be captured: it needs a buffer of 2052 bytes, and this device makes none beyond 2048',
  );
});
