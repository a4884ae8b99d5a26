import type * as tf from "#nn/tf.ts";
import { partialSum } from "#gpu/kernels/partialSum.ts";
import type { WebgpuBackend } from "../webgpuBackend.ts";

/**
 * The gradient of a parameter, of which a kernel has left `splits` partial sums [splits, size] from element `start` of
 * `partials` on. A recording may leave the adding to the join of all gradients.
 */
export function sumOf(
  backend: WebgpuBackend,
  partials: tf.TensorInfo,
  start: number,
  splits: number,
  shape: readonly number[],
): tf.TensorInfo {
  const size = shape.reduce((product, length) => product * length, 1);
  const sum = backend.empty(shape);
  const part = backend.view(partials, start, [splits, size]);
  backend.launch(partialSum(size, splits), [sum, part], { role: { kind: "sum of partials", splits } });
  backend.disposeData(part.dataId);
  return sum;
}
