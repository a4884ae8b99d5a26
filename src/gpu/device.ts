import * as tf from "#nn/tf.ts";
import { switchKernels } from "./ops/register.ts";
import { createWebgpuBackend } from "./webgpuBackend.ts";

/** Raised to what the adapter offers: the defaults are made for the weakest, and big batches need more. */
const limits = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxComputeWorkgroupSizeX",
  "maxComputeInvocationsPerWorkgroup",
] as const;

/** Where the adapter has it: for the tiles whose threads share what they load. */
const features: readonly GPUFeatureName[] = ["subgroups"];

/** As many as a shader of ours binds at most; an adapter of WebGPU's compatibility mode may allow fewer. */
export const STORAGE_BUFFERS_MAX = 8;

/** A WebGPU device of which tfjs makes use under the name `webgpu`. */
export interface WebgpuDevice {
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo;
  /** Why tfjs' own kernels do the work, or null when ours do. */
  readonly composedBecause: string | null;
}

/**
 * Asks for an adapter and a device, and registers a backend on it with tfjs. `report` hears of each fault of the device;
 * `refusal` ends it.
 *
 * @throws {Error} when this browser has no WebGPU, or no adapter.
 */
export async function openWebgpu(
  report: (fault: string) => void,
  refusal: AbortSignal,
): Promise<WebgpuDevice> {
  if (!globalThis.navigator?.gpu) throw new Error("this browser has no WebGPU");
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new Error("this browser has WebGPU but gives no adapter");
  const device = await adapter.requestDevice({
    requiredLimits: Object.fromEntries(limits.map((name) => [name, adapter.limits[name]])),
    requiredFeatures: features.filter((name) => adapter.features.has(name)),
  });
  void device.lost.then(({ reason, message }) => {
    if (reason !== "destroyed") report(`the graphics device was lost: ${message}`);
  });
  device.addEventListener("uncapturederror", ({ error }) => report(error.message));
  refusal.addEventListener("abort", () => device.destroy());

  const backend = await createWebgpuBackend(device, adapter.info);
  // The package has just registered a backend that would ask for a device of its own.
  tf.removeBackend("webgpu");
  tf.registerBackend("webgpu", () => backend);
  const composedBecause = missingLimit(adapter.limits);
  switchKernels(composedBecause === null);
  return { device, info: adapter.info, composedBecause };
}

function missingLimit({ maxStorageBuffersPerShaderStage }: GPUSupportedLimits): string | null {
  if (maxStorageBuffersPerShaderStage >= STORAGE_BUFFERS_MAX) return null;
  return `this adapter binds ${maxStorageBuffersPerShaderStage} storage buffers at once, and our kernels need ${STORAGE_BUFFERS_MAX}`;
}
