import { at } from "#math/at.ts";
import * as tf from "./tf.ts";

const image = [1, 2, 3, 4, 5, 6, 7, 8];
const kernel = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const weightOfOutputs = [0, 1, 2, 3, 4, 5, 6, 7];
/** Convolution, its gradient by the image and by the kernel, worked out apart from any of this. */
const expected = [
  [77, 67, 47, 37, 189, 163, 111, 85],
  [11, 17, 29, 35, 59, 81, 125, 147],
  [38, 80, 40, 84, 168, 80, 38, 72, 32],
] as const;
const TOLERANCE = 1e-3;

/**
 * Trains a 3x3 convolution on two 2x2 images on the present backend, twice, and compares value and gradients with known numbers: a
 * backend that answers with zeros or garbage is found out before it draws a picture.
 *
 * @returns duration of the second run in ms.
 * @throws {Error} when a number is wrong, or an op is missing.
 */
export async function probe(): Promise<number> {
  await trainOnce();
  const start = performance.now();
  await trainOnce();
  return performance.now() - start;
}

async function trainOnce(): Promise<void> {
  const [value, byImage, byKernel] = tf.tidy(() => {
    const x = tf.tensor(image, [2, 2, 2, 1]);
    const w = tf.tensor(kernel, [3, 3, 1, 1]);
    const dy = tf.tensor(weightOfOutputs, [2, 2, 2, 1]);
    const { value, grads } = tf.valueAndGrads(convolve)([x, w], dy);
    return [value, at(grads, 0), at(grads, 1)] as const;
  });
  try {
    check("convolution", await value.data(), expected[0]);
    check("gradient by the image", await byImage.data(), expected[1]);
    check("gradient by the kernel", await byKernel.data(), expected[2]);
  } finally {
    for (const tensor of [value, byImage, byKernel]) tensor.dispose();
  }
}

function convolve(...[x, w]: tf.Tensor[]): tf.Tensor {
  // valueAndGrads passes what it was given: two tensors of rank 4.
  return tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same");
}

function check(what: string, actual: ArrayLike<number>, wanted: readonly number[]): void {
  for (const [i, number] of wanted.entries()) {
    if (!(Math.abs(at(actual, i) - number) < TOLERANCE)) {
      throw new Error(`it computes wrong: ${what}[${i}] is ${at(actual, i)}, expected ${number}`);
    }
  }
}
