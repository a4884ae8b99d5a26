import { at } from "#math/at.ts";
import { convolution } from "#gpu/kernels/convolution.ts";
import { convolutionFilterGradient } from "#gpu/kernels/convolutionFilterGradient.ts";
import { convolutionInputGradient } from "#gpu/kernels/convolutionInputGradient.ts";
import { pixelSum } from "#gpu/kernels/pixelSum.ts";
import { convolutionShape } from "./convolutionShape.ts";
import type { Kernel, Shape4 } from "./kernel.ts";
import { at4, given, run, runOne } from "./kernel.ts";
import { sumOf } from "./partials.ts";

/** Convolution with everything that is added to it, as `convolve` of src/nn describes it. */
export const convolutionOp: Kernel = {
  name: "Convolution",
  run: (backend, inputs, attributes) => {
    const { x, weight, bias, perImage, addend } = inputs;
    const shape = convolutionShape(at4(x), at4(weight), attributes);
    const y = backend.empty([shape.batch, shape.outHeight, shape.outWidth, shape.channelsOut]);
    const launchWith = (addend: boolean) =>
      convolution(
        shape,
        { bias: bias !== undefined, perImage: perImage !== undefined, addend },
        backend.tiles.convolution,
      );
    const tensors = [y, x, weight, bias, perImage, addend].filter((tensor) => tensor !== undefined);
    backend.launch(
      launchWith(addend !== undefined),
      tensors,
      addend ? {} : { withAddend: () => launchWith(true) },
    );
    return [y];
  },
  gradient: {
    saves: { inputs: ["x", "weight"] },
    run: (dy, saved, attributes) => {
      const [x, weight] = [at(saved, 0), at(saved, 1)];
      const filter = run("ConvolutionFilterGradient", { x, dy, weight }, attributes);
      return {
        x: () => runOne("ConvolutionInputGradient", { dy, weight }, { ...attributes, shape: x.shape }),
        weight: () => at(filter, 0),
        bias: () => at(filter, 1),
        perImage: () => runOne("PixelSum", { x: dy }),
        addend: () => dy.clone(),
      };
    },
  },
};

/** dy -> dx; the attribute `shape` is x's. */
export const convolutionInputGradientOp: Kernel = {
  name: "ConvolutionInputGradient",
  run: (backend, { dy, weight }, attributes) => {
    const { shape: xShape } = attributes as { readonly shape: Shape4 };
    const shape = convolutionShape(xShape, at4(weight), attributes);
    const dx = backend.empty(xShape);
    const launchWith = (addend: boolean) =>
      convolutionInputGradient(shape, { addend }, backend.tiles.convolutionInputGradient);
    backend.launch(launchWith(false), [dx, given(dy), given(weight)], { withAddend: () => launchWith(true) });
    return [dx];
  },
};

/** x, dy -> gradients by the weight and by the bias; `weight` gives its shape alone. */
export const convolutionFilterGradientOp: Kernel = {
  name: "ConvolutionFilterGradient",
  run: (backend, { x, dy, weight }, attributes) => {
    const shape = convolutionShape(at4(x), at4(weight), attributes);
    const launch = convolutionFilterGradient(shape, { bias: true }, backend.tiles.convolutionFilterGradient);
    const { splits } = launch;
    const weights = backend.empty([splits, ...at4(weight)]);
    const biases = backend.empty([splits, shape.channelsOut]);
    backend.launch(launch, [weights, biases, given(x), given(dy)]);
    const gradients = [
      sumOf(backend, weights, 0, splits, at4(weight)),
      sumOf(backend, biases, 0, splits, [shape.channelsOut]),
    ];
    for (const { dataId } of [weights, biases]) backend.disposeData(dataId);
    return gradients;
  },
};

/** [B,H,W,C] -> [B,C]: the gradient of what was added to every pixel of an image. */
export const pixelSumOp: Kernel = {
  name: "PixelSum",
  run: (backend, { x }) => {
    const [B, H, W, C] = at4(x);
    const y = backend.empty([B, C]);
    backend.launch(pixelSum(B, H * W, C, backend.tiles.lanes), [y, given(x)]);
    return [y];
  },
};
