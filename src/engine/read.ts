import type * as tf from "#nn/tf.ts";

/** A tensor's values as an array of our own, which may be moved to another thread. */
export async function read(tensor: tf.Tensor): Promise<Float32Array<ArrayBuffer>> {
  // The CPU backend hands out its own storage.
  return new Float32Array(await tensor.data<"float32">());
}

/** The values of a tensor that is needed no more. */
export async function readAndDispose(tensor: tf.Tensor): Promise<Float32Array<ArrayBuffer>> {
  try {
    return await read(tensor);
  } finally {
    tensor.dispose();
  }
}
