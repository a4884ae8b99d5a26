import { beforeAll, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { mean, standardDeviation } from "#math/statistics.ts";
import { attention } from "#nn/attention.ts";
import { chooseBackend } from "#engine/backend.ts";
import { Scope } from "#nn/scope.ts";
import * as tf from "#nn/tf.ts";
import { randomTensor } from "../../fixtures/numericGradient.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

const CHANNELS = 4;
const GROUPS = 2;
const scope = new Scope();
const layer = attention(scope, CHANNELS, GROUPS);

test("every pixel adds a mixture of all pixels of its own image, as plain loops over Vaswani's Eq. 1 have it", async () => {
  const weights = scope.layout.map(({ shape }, i) => randomTensor([...shape], i));
  const x = randomTensor<tf.Tensor4D>([2, 2, 3, CHANNELS], 50);
  const values = new Map<string, ArrayLike<number>>();
  for (const [i, { parts, shape }] of scope.layout.entries()) {
    const whole = await at(weights, i).data();
    const columns = at(shape, shape.length - 1);
    const share = columns / parts.length;
    // q, k and v lie side by side.
    for (const [j, name] of parts.entries()) {
      values.set(
        name,
        whole.filter((_, place) => Math.floor((place % columns) / share) === j),
      );
    }
  }
  const flat = await x.data<"float32">();
  const expected = [0, 1].flatMap((b) => attendByHand(pixelsOf(flat, b), (name) => values.get(name) ?? []));
  const y = await layer(weights, x).data();
  expect(y).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(y[i]).toBeCloseTo(value, 3);
});

test("where what it says is zero, the image passes as it is", async () => {
  const weights = scope.layout.map(({ name, shape }, i) =>
    tf.mul(randomTensor([...shape], i), name.startsWith("to_out") ? 0 : 1),
  );
  const x = randomTensor<tf.Tensor4D>([1, 2, 2, CHANNELS], 50);
  expect(await layer(weights, x).data()).toEqual(await x.data());
});

function pixelsOf(flat: Float32Array, image: number): number[][] {
  return Array.from({ length: 6 }, (_, p) => {
    const from = (image * 6 + p) * CHANNELS;
    return [...flat.subarray(from, from + CHANNELS)];
  });
}

function attendByHand(pixels: number[][], parameter: (name: string) => ArrayLike<number>): number[] {
  const dense = (name: string, row: readonly number[]) =>
    Array.from({ length: CHANNELS }, (_, to) =>
      row.reduce(
        (sum, value, from) => sum + value * at(parameter(`${name}.weight`), from * CHANNELS + to),
        at(parameter(`${name}.bias`), to),
      ),
    );
  const width = CHANNELS / GROUPS;
  const normal = pixels.map((pixel) =>
    pixel.map((value, c) => {
      const first = Math.floor(c / width) * width;
      const group = pixels.flatMap((other) => other.slice(first, first + width));
      const unscaled = (value - mean(group)) / standardDeviation(group);
      return unscaled * at(parameter("group_norm.weight"), c) + at(parameter("group_norm.bias"), c);
    }),
  );
  const [q, k, v] = ["to_q", "to_k", "to_v"].map((name) => normal.map((row) => dense(name, row)));
  if (!q || !k || !v) throw new Error("three were made");
  return pixels.flatMap((pixel, p) => {
    const shares = k.map((key) =>
      Math.exp(key.reduce((sum, value, c) => sum + value * at(at(q, p), c), 0) / Math.sqrt(CHANNELS)),
    );
    const total = shares.reduce((sum, share) => sum + share, 0);
    const mixed = pixel.map((_, c) =>
      shares.reduce((sum, share, other) => sum + (share / total) * at(at(v, other), c), 0),
    );
    return dense("to_out.0", mixed).map((value, c) => at(pixel, c) + value);
  });
}
