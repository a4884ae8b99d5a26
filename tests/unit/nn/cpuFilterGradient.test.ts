import { beforeAll, expect, test } from "vitest";
import { at } from "#math/at.ts";
import { chooseBackend } from "#engine/backend.ts";
import { registerCpuFilterGradient } from "#nn/cpuFilterGradient.ts";
import * as tf from "#nn/tf.ts";
import { randomTensor } from "../../fixtures/numericGradient.ts";
import { refuseLoss } from "../../fixtures/refuseLoss.ts";

beforeAll(async () => {
  await chooseBackend(["cpu"], refuseLoss);
});

test.each<[kernel: 1 | 3, stride: 1 | 2, height: number, width: number]>([
  [3, 1, 5, 4],
  [3, 2, 4, 6],
  [3, 2, 5, 4],
  [1, 1, 3, 2],
])(
  "a filter of %i at stride %i over %i x %i: the sum that it weighs in the output",
  async (kernel, stride, height, width) => {
    const x = randomTensor<tf.Tensor4D>([2, height, width, 2], 1);
    const filter = randomTensor<tf.Tensor4D>([kernel, kernel, 2, 3], 2);
    const convolve = (by: tf.Tensor4D) => tf.conv2d(x, by, stride, "same");
    const dy = randomTensor<tf.Tensor4D>(convolve(filter).shape, 3);
    const gradient = await filterGradient(x, filter, stride, dy);
    expect(gradient).toHaveLength(filter.size);
    // A convolution is linear in its filter: its slope along one weight is what the filter of that weight alone gives.
    for (const [place, value] of gradient.entries()) {
      const alone = tf.tensor4d(
        Float32Array.from(gradient, (_, i) => (i === place ? 1 : 0)),
        filter.shape,
      );
      const [slope] = await tf.sum(tf.mul(convolve(alone), dy)).data();
      expect(value).toBeCloseTo(slope ?? Number.NaN, 4);
    }
  },
);

test("it takes the place of whatever kernel is registered, more than once", async () => {
  tf.unregisterKernel("Conv2DBackpropFilter", "cpu");
  tf.registerKernel({
    kernelName: "Conv2DBackpropFilter",
    backendName: "cpu",
    kernelFunc: () => {
      throw new Error("this kernel was to be replaced");
    },
  });
  registerCpuFilterGradient();
  registerCpuFilterGradient();
  const one = tf.tensor4d([1], [1, 1, 1, 1]);
  const gradient = await filterGradient(
    tf.tensor4d([7], [1, 1, 1, 1]),
    one,
    1,
    tf.tensor4d([3], [1, 1, 1, 1]),
  );
  expect([...gradient]).toEqual([21]);
});

async function filterGradient(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  stride: 1 | 2,
  dy: tf.Tensor4D,
): Promise<Float32Array> {
  // valueAndGrads passes what it was given: a tensor of rank 4.
  const convolve = (...[by]: tf.Tensor[]) => tf.conv2d(x, by as tf.Tensor4D, stride, "same");
  const { grads } = tf.valueAndGrads(convolve)([filter], dy);
  return at(grads, 0).data<"float32">();
}
