import * as tf from "./tf.ts";

const KERNEL = "Conv2DBackpropFilter";

/**
 * Replaces the CPU backend's gradient of a convolution by its filter, dW[k] = sum over images and pixels of x[p + k] dy[p]. The
 * stock kernel computes an index for every term, and takes more than half of a training step; this one runs along the
 * channels, which lie side by side.
 */
export function registerCpuFilterGradient(): void {
  tf.unregisterKernel(KERNEL, "cpu");
  tf.registerKernel({ kernelName: KERNEL, backendName: "cpu", kernelFunc: filterGradient });
}

const filterGradient: tf.KernelFunc = ({ inputs, backend, attrs }) => {
  // The registry is untyped: tfjs calls this with a tensor of rank 4 for each input, and with what conv2d's gradient passed.
  const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const { strides, pad, filterShape } = attrs as unknown as FilterGradientAttributes;
  const cpu = backend as tf.MathBackendCPU;
  const info = tf.backend_util.computeConv2DInfo(x.shape as Shape, filterShape, strides, 1, pad);
  const xValues = cpu.readSync(x.dataId) as Float32Array;
  const dyValues = cpu.readSync(dy.dataId) as Float32Array;
  const sums = new Float64Array(filterShape.reduce((product, length) => product * length, 1));
  accumulate(info, xValues, dyValues, sums);
  return cpu.makeTensorInfo(filterShape, "float32", new Float32Array(sums));
};

type Shape = [number, number, number, number];

interface FilterGradientAttributes {
  readonly strides: [number, number];
  readonly pad: "same" | "valid";
  readonly filterShape: Shape;
}

/** Indexes without `at`: these are the inner loops of training, and their bounds come from the shapes. */
function accumulate(
  info: ReturnType<typeof tf.backend_util.computeConv2DInfo>,
  x: Float32Array,
  dy: Float32Array,
  sums: Float64Array,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  for (let b = 0; b < batchSize; b++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        const dyFrom = ((b * outHeight + row) * outWidth + column) * outChannels;
        for (let i = 0; i < filterHeight; i++) {
          const xRow = row * strideHeight + i - padInfo.top;
          if (xRow < 0 || xRow >= inHeight) continue;
          for (let j = 0; j < filterWidth; j++) {
            const xColumn = column * strideWidth + j - padInfo.left;
            if (xColumn < 0 || xColumn >= inWidth) continue;
            const xFrom = ((b * inHeight + xRow) * inWidth + xColumn) * inChannels;
            const sumsFrom = (i * filterWidth + j) * inChannels * outChannels;
            for (let c = 0; c < inChannels; c++) {
              const value = x[xFrom + c] ?? 0;
              const to = sumsFrom + c * outChannels;
              for (let d = 0; d < outChannels; d++) {
                sums[to + d] = (sums[to + d] ?? 0) + value * (dy[dyFrom + d] ?? 0);
              }
            }
          }
        }
      }
    }
  }
}
