import { describe, expect, test } from "vitest";
import { at } from "#math/at.ts";
import type { BackendName } from "#engine/backend.ts";
import { chooseBackend } from "#engine/backend.ts";
import * as tf from "#nn/tf.ts";
import type { LayerCase } from "../../fixtures/layers.ts";
import { layerCases } from "../../fixtures/layers.ts";
import { randomTensor } from "../../fixtures/numericGradient.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

/** Largest difference between two devices, as a share of the array's own root mean square. */
const TOLERANCE = 2e-4;

const onCpu = await resultsOn("cpu");

describe.each(["webgpu", "webgl"] as const)(
  "on %s every layer does what it does on the CPU",
  async (backend) => {
    const results = await resultsOn(backend);

    test.each(layerCases.map(({ name }, i) => ({ name, i })))("$name: value and gradients", ({ i }) => {
      const wanted = at(onCpu, i);
      const actual = at(results, i);
      expect(actual.length).toBe(wanted.length);
      for (const [n, array] of actual.entries()) expectClose(array, at(wanted, n));
    });
  },
);

test("no tensor is left behind", () => {
  expect(tf.memory().numTensors).toBe(0);
});

/** Value, and gradients by every parameter and input, of each layer. */
async function resultsOn(backend: BackendName): Promise<Float32Array[][]> {
  const device = await chooseBackend([backend], refuseLoss);
  expect(device.backend).toBe(backend);
  // A fallback in the guise of a graphics card would make all of this vacuous.
  if (backend === "webgpu") expect(device.architecture).toBe("swiftshader");
  if (backend === "webgl") expect(device.name).toContain("SwiftShader");
  const results: Float32Array[][] = [];
  for (const layerCase of layerCases) results.push(await valueAndGradients(layerCase));
  return results;
}

async function valueAndGradients({ parameterShapes, inputShapes, run }: LayerCase): Promise<Float32Array[]> {
  const tensors = tf.tidy(() => {
    const weights = parameterShapes.map((shape, i) => tf.mul(randomTensor([...shape], i), 0.4));
    const inputs = inputShapes.map((shape, i) => randomTensor([...shape], 100 + i));
    const f = (...xs: tf.Tensor[]) => run(xs.slice(0, weights.length), xs.slice(weights.length));
    const { shape } = f(...weights, ...inputs);
    const { value, grads } = tf.valueAndGrads(f)([...weights, ...inputs], randomTensor(shape, 77));
    return [value, ...grads];
  });
  const arrays = await Promise.all(tensors.map((tensor) => tensor.data<"float32">()));
  for (const tensor of tensors) tensor.dispose();
  return arrays.map((array) => Float32Array.from(array));
}

function expectClose(actual: Float32Array, wanted: Float32Array): void {
  expect(actual.length).toBe(wanted.length);
  const scale = Math.sqrt(wanted.reduce((sum, value) => sum + value * value, 0) / wanted.length);
  const worst = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - at(wanted, i))), 0);
  // Gradients that are 0 by nature are rounding errors on each device.
  expect(worst / Math.max(scale, 1e-2)).toBeLessThan(TOLERANCE);
}
