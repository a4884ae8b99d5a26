/** What takes up memory of a device until it is disposed. */
export interface Allocation {
  /** Of all its buffers. */
  readonly bytes: number;
  dispose(): void;
}

/** A device has too little memory left; the message names how much was asked for. */
class OutOfMemory extends Error {
  override readonly name = "OutOfMemory";
}

/**
 * What `make` makes, once it is known that the device had the memory for it. Left alone, a lack of memory would count as a fault
 * of the device, which ends it. `make` must not wait: what it makes is of use only after this resolves.
 *
 * @throws {OutOfMemory} when the device has too little memory; what was made of it is disposed.
 */
export async function allocate<T extends Allocation>(device: GPUDevice, make: () => T): Promise<T> {
  const { made, fault } = withinScope(device, make);
  if (!(await fault)) return made;
  made.dispose();
  throw new OutOfMemory(
    `the graphics device has no room for another ${(made.bytes / 1e6).toFixed(0)} MB (${made.bytes} bytes); a smaller batch or a smaller network needs less`,
  );
}

function withinScope<T>(device: GPUDevice, make: () => T) {
  device.pushErrorScope("out-of-memory");
  try {
    const made = make();
    return { made, fault: device.popErrorScope() };
  } catch (error) {
    // The scope has to go, and has nothing to add.
    void device.popErrorScope().catch(() => null);
    throw error;
  }
}
