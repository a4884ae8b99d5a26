import * as tf from "#nn/tf.ts";
import type { WebgpuBackend } from "../webgpuBackend.ts";
import { CaptureError } from "./captureError.ts";
import { joinPartials } from "./joinPartials.ts";
import { dropUnused, foldSums } from "./passes.ts";
import type { Place, Progress } from "./plan.ts";
import { Plan } from "./plan.ts";

export type { Progress };
import { Slot } from "./slot.ts";

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
 * @throws {CaptureError} when it reads a tensor, waits for something, or needs the CPU; the message names the op.
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
    const slots = Object.entries(results).map(
      ([name, tensor]) => [name, slotOf(backend, name, tensor)] as const,
    );
    for (const tensor of Object.values(results)) tensor.dispose();
    return slots;
  });
  const outputs = new Set(result.map(([, slot]) => slot));
  const steps = joinPartials(foldSums(dropUnused(recorder.steps, outputs), outputs));
  const plan = await Plan.make(backend.device, backend.pipelines, steps, outputs, progress);
  const buffers = Object.fromEntries(result.map(([name, slot]) => [name, plan.output(slot)]));
  return { plan, outputs: buffers as Captured<Outputs>["outputs"] };
}

function slotOf(backend: WebgpuBackend, name: string, tensor: tf.Tensor): Slot {
  const { buffer } = backend.viewOf(tensor);
  if (buffer instanceof Slot && buffer.content === null) return buffer;
  throw new CaptureError(
    `"${name}" cannot be captured: it is no result of the function, but a constant or its state`,
  );
}
