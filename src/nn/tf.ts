/**
 * The only doorway to tfjs: the ops that the network is written in, their gradients, and the backends, each loaded when it
 * is chosen. The order of the imports matters: gradients use chained ops, and core alone registers neither.
 *
 * wasm is absent on purpose: it lacks the kernels that train convolutions.
 */
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { BackendValues, DataId, DataStorage, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import { customGrad, enableProdMode } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";

export {
  add,
  backend_util,
  concat,
  conv2d,
  div,
  engine,
  fill,
  getBackend,
  getKernel,
  getKernelsForBackend,
  keep,
  matMul,
  mean,
  memory,
  mul,
  oneHot,
  registerBackend,
  registerGradient,
  registerKernel,
  removeBackend,
  reshape,
  rsqrt,
  setBackend,
  sigmoid,
  slice,
  softmax,
  sqrt,
  square,
  sub,
  sum,
  tensor,
  tensor1d,
  tensor2d,
  tensor4d,
  tidy,
  unregisterGradient,
  unregisterKernel,
  valueAndGrads,
} from "@tensorflow/tfjs-core";
export type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
export type {
  DataId,
  KernelFunc,
  NamedAttrMap,
  Rank,
  Tensor,
  Tensor1D,
  Tensor2D,
  Tensor3D,
  Tensor4D,
  TensorInfo,
} from "@tensorflow/tfjs-core";

// Off: warnings meant for those who write models by hand, and a greeting on the console.
enableProdMode();

/** A function of one tensor that brings its own gradient; what it passes to `save` is handed to the gradient. */
export function withGradient<X extends Tensor>(
  f: (x: X, save: (tensors: Tensor[]) => void) => { value: X; gradFunc: (dy: X, saved: Tensor[]) => X },
): (x: X) => X {
  // tfjs types the arguments of f as a mixed list; it passes the inputs in order, then save.
  return customGrad(f as unknown as Parameters<typeof customGrad<X>>[0]);
}

/** The class of the WebGL backend, to be registered with a watch over its context. */
export async function loadWebgl() {
  const { MathBackendWebGL } = await import("@tensorflow/tfjs-backend-webgl");
  return MathBackendWebGL;
}

/** Registers `cpu` with tfjs. */
export async function loadCpu(): Promise<void> {
  await import("@tensorflow/tfjs-backend-cpu");
}

/** What tfjs' WebGPU backend keeps of a tensor. */
export interface WebgpuTensorData {
  /** On the CPU, where they were last read or not yet uploaded. */
  values: unknown;
  readonly dtype: TensorInfo["dtype"];
  readonly shape: number[];
  refCount: number;
  resource?: unknown;
  /** The buffer belongs to somebody else. */
  external?: boolean;
}

type StockMethods = "tensorMap" | "uploadToGPU" | "shouldExecuteOnCPU" | "readSync" | "read";

/** tfjs' WebGPU backend with those of its private parts that ours builds on, as they are in 4.22.0. */
export interface StockWebgpuBackend extends Omit<WebGPUBackend, StockMethods> {
  readonly tensorMap: DataStorage<WebgpuTensorData>;
  readonly pipelineCache: object;
  readonly commandQueueOwnedIds: WeakSet<DataId>;
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  readonly uniformPendingDisposal: GPUBuffer[];
  nextDataId(): number;
  tensorToBinding(tensor: TensorInfo): GPUBufferBinding;
  uploadToGPU(dataId: DataId): void;
  shouldExecuteOnCPU(inputs: TensorInfo[], sizeThreshold?: number): boolean;
  readSync(dataId: DataId): BackendValues;
  read(dataId: DataId): Promise<BackendValues>;
}

/** The class of the WebGPU backend, to be registered with a device that we asked for ourselves. */
export async function loadWebgpu() {
  const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
  return WebGPUBackend as unknown as new (device: GPUDevice, info: GPUAdapterInfo) => StockWebgpuBackend;
}
