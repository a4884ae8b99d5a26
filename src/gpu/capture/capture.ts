import * as tf from "#nn/tf.ts";
import type { WebgpuBackend } from "../webgpuBackend.ts";
import { CaptureError } from "./captureError.ts";
import { joinPartials } from "./joinPartials.ts";
import { dropUnused, foldSums } from "./passes.ts";
import type { Place, Progress } from "./plan.ts";
import { Plan } from "./plan.ts";
import type { BufferView } from "./slot.ts";
import { Slot } from "./slot.ts";

export type { Progress };

/** A function that has been traced once and can be run again and again. */
export interface Captured<Outputs extends Readonly<Record<string, tf.Tensor>>> {
  readonly plan: Plan;
  /** Where each of the results is after a replay. */
  readonly outputs: { readonly [K in keyof Outputs]: Place };
}

/**
 * Runs a function of tensors once without executing it, and makes of what it would have dispatched a plan that replays without
 * JavaScript in between. Tensors that exist before are its state: it reads, and with kernels of ours updates, their buffers.
 * Tensors that it makes of JavaScript numbers become constants, random ones too.
 *
 * @throws {CaptureError} when it reads a tensor, waits for something, needs the CPU, or more than the device binds at once; the
 * message names the op.
 * @throws {OutOfMemory} when the device has too little memory for what lies between its steps.
 */
export async function capture<Outputs extends Readonly<Record<string, tf.Tensor>>>(
  backend: WebgpuBackend,
  f: () => Outputs,
  progress: Progress = () => undefined,
): Promise<Captured<Outputs>> {
  const { recorder, result } = backend.record(() => {
    const results = tf.tidy(() => {
      const made: unknown = f();
      if (made instanceof Promise) {
        throw new CaptureError(
          "a function that waits for something cannot be captured: it returned a promise",
        );
      }
      return made as Outputs;
    });
    const views = Object.entries(results).map(
      ([name, tensor]) => [name, resultOf(backend, name, tensor)] as const,
    );
    for (const tensor of Object.values(results)) tensor.dispose();
    return views;
  });
  const outputs = new Set(result.map(([, { buffer }]) => buffer));
  const steps = joinPartials(foldSums(dropUnused(recorder.steps, outputs), outputs));
  const plan = await Plan.make(backend.device, backend.pipelines, steps, outputs, progress);
  const buffers = Object.fromEntries(result.map(([name, view]) => [name, plan.output(view)]));
  return { plan, outputs: buffers as Captured<Outputs>["outputs"] };
}

/** Where the function leaves a result: a whole buffer of its own, or a part of one. */
function resultOf(
  backend: WebgpuBackend,
  name: string,
  tensor: tf.Tensor,
): BufferView & { readonly buffer: Slot } {
  const { buffer, offset, size } = backend.viewOf(tensor);
  if (buffer instanceof Slot && buffer.content === null) return { buffer, offset, size };
  throw new CaptureError(
    `"${name}" cannot be captured: it is no result of the function, but a constant or its state`,
  );
}
