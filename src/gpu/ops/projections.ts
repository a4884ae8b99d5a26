import { at } from "#math/at.ts";
import type * as tf from "#nn/tf.ts";
import { convolution } from "#gpu/kernels/convolution.ts";
import type { ConvolutionShape } from "#gpu/kernels/convolution.ts";
import { convolutionFilterGradient } from "#gpu/kernels/convolutionFilterGradient.ts";
import { convolutionInputGradient } from "#gpu/kernels/convolutionInputGradient.ts";
import type { WebgpuBackend } from "../webgpuBackend.ts";
import type { Kernel } from "./kernel.ts";
import { given, run, runOne } from "./kernel.ts";
import { sumOf } from "./partials.ts";

const PLAIN = { bias: true, perImage: false, addend: false };

/** q, k and v of every pixel: three linear layers on one input, [B,N,C] -> [3,B,N,C]. */
export const projectionsOp: Kernel = {
  name: "Projections",
  run: (backend, { x, weightQ, weightK, weightV, biasQ, biasK, biasV }) => {
    const shape = productShape(given(x));
    const qkv = backend.empty([3, ...given(x).shape]);
    const layers = [
      [weightQ, biasQ],
      [weightK, biasK],
      [weightV, biasV],
    ] as const;
    for (const [i, [weight, bias]] of layers.entries()) {
      const part = partOf(backend, qkv, i);
      backend.launch(convolution(shape, PLAIN, backend.tiles.convolution), [
        part,
        given(x),
        given(weight),
        given(bias),
      ]);
      backend.disposeData(part.dataId);
    }
    return [qkv];
  },
  gradient: {
    saves: { inputs: ["x", "weightQ", "weightK", "weightV"] },
    run: (dy, saved) => {
      const [x, weightQ, weightK, weightV] = [at(saved, 0), at(saved, 1), at(saved, 2), at(saved, 3)];
      const layers = run("ProjectionsFilterGradient", { x, dy });
      return {
        x: () => runOne("ProjectionsInputGradient", { dy, weightQ, weightK, weightV }),
        weightQ: () => at(layers, 0),
        biasQ: () => at(layers, 1),
        weightK: () => at(layers, 2),
        biasK: () => at(layers, 3),
        weightV: () => at(layers, 4),
        biasV: () => at(layers, 5),
      };
    },
  },
};

/** [3,B,N,C] -> [B,N,C]: what comes back through q, k and v, each added to what came before. */
export const projectionsInputGradientOp: Kernel = {
  name: "ProjectionsInputGradient",
  run: (backend, { dy, weightQ, weightK, weightV }) => {
    const [, ...imageShape] = given(dy).shape;
    let dx: tf.TensorInfo | null = null;
    for (const [i, weight] of [weightQ, weightK, weightV].entries()) {
      const part = partOf(backend, given(dy), i);
      const sum = backend.empty(imageShape);
      const shape = productShape(sum);
      const launch = convolutionInputGradient(
        shape,
        { addend: dx !== null },
        backend.tiles.convolutionInputGradient,
      );
      backend.launch(launch, [sum, part, given(weight), ...(dx ? [dx] : [])]);
      for (const { dataId } of dx ? [dx, part] : [part]) backend.disposeData(dataId);
      dx = sum;
    }
    return [given(dx ?? undefined)];
  },
};

/** Gradients by weight and bias of q, of k and of v. */
export const projectionsFilterGradientOp: Kernel = {
  name: "ProjectionsFilterGradient",
  run: (backend, { x, dy }) => {
    const shape = productShape(given(x));
    const C = shape.channelsOut;
    return [0, 1, 2].flatMap((i) => {
      const part = partOf(backend, given(dy), i);
      const launch = convolutionFilterGradient(
        shape,
        { bias: true },
        backend.tiles.convolutionFilterGradient,
      );
      const { splits } = launch;
      const [weights, biases] = [backend.empty([splits, C, C]), backend.empty([splits, C])];
      backend.launch(launch, [weights, biases, given(x), part]);
      const gradients = [sumOf(backend, weights, 0, splits, [C, C]), sumOf(backend, biases, 0, splits, [C])];
      for (const { dataId } of [weights, biases, part]) backend.disposeData(dataId);
      return gradients;
    });
  },
};

/** The product of all pixels [B N, C] with a matrix [C, C], as a convolution. */
function productShape({ shape }: tf.TensorInfo): ConvolutionShape {
  const [B, N, C] = [at(shape, 0), at(shape, 1), at(shape, 2)];
  return {
    batch: B,
    height: 1,
    width: N,
    channelsIn: C,
    channelsOut: C,
    outHeight: 1,
    outWidth: N,
    kernel: 1,
    stride: 1,
    padTop: 0,
    padLeft: 0,
    upsampled: false,
  };
}

/** q, k or v out of the three. */
function partOf(backend: WebgpuBackend, three: tf.TensorInfo, i: number): tf.TensorInfo {
  const [, ...shape] = three.shape;
  return backend.view(three, i * shape.reduce((product, length) => product * length, 1), shape);
}
