import { proveKernels } from "#gpu/proveKernels.ts";
import { openWebgpu } from "#gpu/device.ts";
import { switchKernels } from "#gpu/ops/register.ts";
import type { WebgpuBackend } from "#gpu/webgpuBackend.ts";
import * as tf from "#nn/tf.ts";
import { CountedDevice } from "./countedDevice.ts";
import type { WebgpuEngine } from "./row.ts";

/** A device for one measurement, so that none finds the pool and the shaders of another. */
export interface OpenDevice {
  readonly backend: WebgpuBackend;
  readonly counted: CountedDevice;
  /** @throws {Error} when the device has complained since it was opened. */
  check(): void;
  close(): void;
}

/**
 * @param engine `stock` leaves the work to tfjs' own kernels.
 * @throws {Error} when our kernels are asked for and this device cannot run them.
 */
export async function openDevice(engine: WebgpuEngine): Promise<OpenDevice> {
  const faults: string[] = [];
  const end = new AbortController();
  const { device, composedBecause } = await openWebgpu((fault) => void faults.push(fault), end.signal);
  if (engine !== "stock" && composedBecause !== null) throw new Error(composedBecause);
  const counted = new CountedDevice(device);
  await tf.setBackend("webgpu");
  switchKernels(engine !== "stock");
  // `openWebgpu` registered it under this name.
  const backend = tf.engine().backend as WebgpuBackend;
  // On what this adapter is fastest with, however often that is to be found out.
  const unproved = engine === "stock" ? null : await proveKernels(true);
  if (unproved !== null) throw new Error(unproved);
  return {
    backend,
    counted,
    check: () => {
      if (faults.length > 0) throw new Error(faults[0]);
    },
    // tfjs lets go of it when the next is opened.
    close: () => end.abort(),
  };
}

/** Sends what tfjs still holds back, and waits for all of it. */
export async function settle(backend: WebgpuBackend): Promise<void> {
  backend.endComputePassEncoder();
  if (backend.commandEncoder) backend.submitQueue();
  await backend.device.queue.onSubmittedWorkDone();
}
