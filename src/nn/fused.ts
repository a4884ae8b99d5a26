import * as tf from "./tf.ts";

/** Ops for which a backend may bring one kernel of its own, with its own gradient. */
export type FusedOp =
  | "Convolution"
  | "GroupNorm"
  | "Attention"
  | "Silu"
  | "ConcatChannels"
  | "Embedding"
  | "ImageLosses";

/**
 * Runs the kernel that the present backend brings for an op, or returns null where it brings none: then the op is composed of
 * tfjs' own. The kernels of `src/gpu` are found here through tfjs' registry, so that the network knows nothing of them.
 */
export function fused<Y extends tf.Tensor>(
  op: FusedOp,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: Readonly<Record<string, number | boolean>> = {},
): Y | null {
  if (!hasFused(op)) return null;
  const [y] = [tf.engine().runKernel<Y | Y[]>(op, inputs, attributes)].flat();
  // A kernel may leave more than its result, for its gradient.
  return y as Y;
}

/** Whether the present backend brings a kernel for the op. */
export function hasFused(op: FusedOp): boolean {
  return tf.getKernel(op, tf.getBackend()) !== undefined;
}
