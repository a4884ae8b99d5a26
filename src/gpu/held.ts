import type * as tf from "#nn/tf.ts";
import type { Place } from "./capture/plan.ts";
import type { WebgpuBackend } from "./webgpuBackend.ts";

/** A tensor in a buffer of its own that never moves: the state of captured functions. */
export interface Held {
  readonly tensor: tf.Tensor;
  readonly place: Place;
  dispose(): void;
}

/** A copy of `values` on the GPU; whole numbers as integers. Within `tidy`, keep nothing but this. */
export function hold(
  backend: WebgpuBackend,
  values: Float32Array | Uint32Array,
  shape: readonly number[],
): Held {
  const buffer = backend.device.createBuffer({
    // Even a buffer of no use must not be empty.
    size: Math.max(4, values.byteLength),
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    mappedAtCreation: true,
  });
  const bytes = new Uint8Array(buffer.getMappedRange());
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  buffer.unmap();
  const dtype = values instanceof Uint32Array ? "int32" : "float32";
  const tensor = backend.createTensorFromGPUData({ buffer, zeroCopy: true }, [...shape], dtype);
  return {
    tensor,
    place: { buffer, offset: 0, size: values.byteLength },
    dispose: () => {
      tensor.dispose();
      buffer.destroy();
    },
  };
}
