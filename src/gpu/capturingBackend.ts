import * as tf from "#nn/tf.ts";
import { hasFused } from "#nn/fused.ts";
import type { WebgpuBackend } from "./webgpuBackend.ts";

/** The present backend where it is ours and runs our kernels, so that whole functions can be captured; else null. */
export function capturingBackend(): WebgpuBackend | null {
  // `openWebgpu` alone registers a backend of this name.
  return hasFused("Convolution") ? (tf.engine().backend as WebgpuBackend) : null;
}
