import { at } from "#math/at.ts";
import * as tf from "#nn/tf.ts";
import type { WebgpuBackend } from "../webgpuBackend.ts";

export type Shape4 = readonly [number, number, number, number];

/** Tensors by the names of a kernel's inputs. */
export type Inputs = Readonly<Record<string, tf.TensorInfo>>;

export type Attributes = Readonly<Record<string, number | boolean | readonly number[]>>;

/** A kernel of ours: it launches shaders on its inputs and returns their results. */
export interface Kernel {
  readonly name: string;
  readonly run: (backend: WebgpuBackend, inputs: Inputs, attributes: Attributes) => readonly tf.TensorInfo[];
  /** Left out for kernels that are themselves a part of a gradient. */
  readonly gradient?: Gradient;
}

export interface Gradient {
  /** Inputs and outputs that `run` is handed, inputs first. */
  readonly saves: { readonly inputs: readonly string[]; readonly outputs?: readonly boolean[] };
  /** From the gradient by the first output to the gradients by the inputs, each worked out when it is asked for. */
  readonly run: (
    dy: tf.Tensor,
    saved: readonly tf.Tensor[],
    attributes: Attributes,
  ) => Readonly<Record<string, () => tf.Tensor>>;
}

/** Makes a kernel known to tfjs for WebGPU, with its gradient. */
export function register({ name, run, gradient }: Kernel): void {
  tf.registerKernel({
    kernelName: name,
    backendName: "webgpu",
    kernelFunc: ({ inputs, attrs, backend }) => {
      // The registry is untyped; `openWebgpu` put this backend there, and the ops of `src/nn` pass these.
      const results = run(backend as WebgpuBackend, inputs as Inputs, attrs as Attributes);
      const [first] = results;
      return first && results.length === 1 ? first : [...results];
    },
  });
  if (!gradient) return;
  const { saves } = gradient;
  tf.registerGradient({
    kernelName: name,
    inputsToSave: [...saves.inputs],
    outputsToSave: [...(saves.outputs ?? [])],
    gradFunc: (dys, saved, attrs) => {
      const dy = [dys].flat()[0] as tf.Tensor;
      return { ...gradient.run(dy, saved, attrs as Attributes) };
    },
  });
}

/** Runs a kernel of ours; all its results. */
export function run(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: Attributes = {},
): tf.Tensor[] {
  return [tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(name, inputs, attributes as tf.NamedAttrMap)].flat();
}

/** Runs a kernel of ours that has one result. */
export function runOne<T extends tf.Tensor>(
  name: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: Attributes = {},
): T {
  return run(name, inputs, attributes)[0] as T;
}

/** @throws {RangeError} when a kernel was called without the input. */
export function given(tensor: tf.TensorInfo | undefined): tf.TensorInfo {
  if (!tensor) throw new RangeError("a kernel misses one of its inputs");
  return tensor;
}

/** The shape of an input of rank 4. */
export function at4(tensor: tf.TensorInfo | undefined): Shape4 {
  const { shape } = given(tensor);
  return [at(shape, 0), at(shape, 1), at(shape, 2), at(shape, 3)];
}
