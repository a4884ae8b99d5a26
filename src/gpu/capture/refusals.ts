import { CaptureError } from "./captureError.ts";
import { Slot } from "./slot.ts";
import type { Step } from "./step.ts";
import { reads, writes } from "./step.ts";

/**
 * Refuses steps that would replay into something else than was recorded, or that a device with these limits would not run.
 *
 * @throws {CaptureError} naming the first such step.
 */
export function refuseUnsound(steps: readonly Step[], limits: GPUSupportedLimits): void {
  const written = new Set<GPUBuffer | Slot>();
  for (const step of steps) {
    const { name, bindings } = step;
    const refuse = (why: string): never => {
      throw new CaptureError(`"${name}" cannot be captured: it ${why}`);
    };
    for (const binding of bindings) {
      const { buffer, size } = binding;
      if (size > limits.maxStorageBufferBindingSize) {
        refuse(`binds ${size} bytes at once, and this device ${limits.maxStorageBufferBindingSize} at most`);
      }
      if (!(buffer instanceof Slot)) continue;
      if (buffer.size > limits.maxBufferSize) {
        refuse(
          `needs a buffer of ${buffer.size} bytes, and this device makes none beyond ${limits.maxBufferSize}`,
        );
      }
      if (buffer.content !== null) {
        if (writes(binding)) refuse("writes into a constant of the function");
      } else if (reads(binding) && !written.has(buffer)) {
        refuse("reads what no step before it has written");
      }
    }
    for (const binding of bindings) if (writes(binding)) written.add(binding.buffer);
  }
}
