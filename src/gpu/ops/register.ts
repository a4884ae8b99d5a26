import * as tf from "#nn/tf.ts";
import { attentionGradientOp, attentionOp } from "./attention.ts";
import {
  convolutionFilterGradientOp,
  convolutionInputGradientOp,
  convolutionOp,
  pixelSumOp,
} from "./convolution.ts";
import { groupNormGradientOp, groupNormOp } from "./groupNorm.ts";
import type { Kernel } from "./kernel.ts";
import { register } from "./kernel.ts";
import {
  addOp,
  concatChannelsGradientOp,
  concatChannelsOp,
  embeddingGradientOp,
  embeddingOp,
  imageLossesGradientOp,
  imageLossesOp,
  siluGradientOp,
  siluOp,
} from "./small.ts";

const kernels: readonly Kernel[] = [
  convolutionOp,
  convolutionInputGradientOp,
  convolutionFilterGradientOp,
  pixelSumOp,
  attentionOp,
  attentionGradientOp,
  groupNormOp,
  groupNormGradientOp,
  siluOp,
  siluGradientOp,
  concatChannelsOp,
  concatChannelsGradientOp,
  embeddingOp,
  embeddingGradientOp,
  imageLossesOp,
  imageLossesGradientOp,
];

let stockAdd: tf.KernelFunc | null = null;

/** Lets the ops of `src/nn` run on our kernels where the backend is `webgpu`, or on tfjs' own again. */
export function switchKernels(isWanted: boolean): void {
  if (isWanted === (stockAdd !== null)) return;
  if (stockAdd) {
    for (const { name } of [...kernels, { name: "Add" }]) tf.unregisterKernel(name, "webgpu");
    for (const { name, gradient } of kernels) if (gradient) tf.unregisterGradient(name);
    tf.registerKernel({ kernelName: "Add", backendName: "webgpu", kernelFunc: stockAdd });
    stockAdd = null;
  } else {
    stockAdd = tf.getKernel("Add", "webgpu").kernelFunc;
    tf.unregisterKernel("Add", "webgpu");
    for (const kernel of [...kernels, addOp(stockAdd)]) register(kernel);
  }
}
