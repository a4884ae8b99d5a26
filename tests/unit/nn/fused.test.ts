import { afterEach, beforeAll, expect, test } from "vitest";
import { chooseBackend } from "#engine/backend.ts";
import { fused, hasFused } from "#nn/fused.ts";
import * as tf from "#nn/tf.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

afterEach(() => {
  if (hasFused("Silu")) tf.unregisterKernel("Silu", "cpu");
});

const x = () => tf.tensor1d([1, 2]);

test("where the backend brings no kernel there is none, and the op is composed", () => {
  expect(hasFused("Silu")).toBe(false);
  expect(fused("Silu", { x: x() })).toBeNull();
});

test("where it brings one that runs, and the first of its results is the op's", async () => {
  tf.registerKernel({
    kernelName: "Silu",
    backendName: "cpu",
    kernelFunc: ({ backend }) => {
      const cpu = backend as tf.MathBackendCPU;
      return [
        cpu.makeTensorInfo([2], "float32", Float32Array.of(7, 8)),
        cpu.makeTensorInfo([1], "float32", Float32Array.of(0)),
      ];
    },
  });
  expect(hasFused("Silu")).toBe(true);
  expect([...((await fused("Silu", { x: x() })?.data()) ?? [])]).toEqual([7, 8]);
});
