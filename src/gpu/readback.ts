import type { Place } from "./capture/plan.ts";

/** Reads buffers of a device; what it needs for that it makes once for each size. */
export class Readback {
  private readonly device: GPUDevice;
  private readonly free = new Map<number, GPUBuffer[]>();
  private isDisposed = false;

  constructor(device: GPUDevice) {
    this.device = device;
  }

  /**
   * Copies of stretches of buffers as they are after everything that has been submitted; resolves when the device has come so
   * far, while other work may be submitted.
   *
   * @throws {DOMException} when the device is lost meanwhile.
   */
  async read(places: readonly Place[]): Promise<Float32Array<ArrayBuffer>[]> {
    const bytes = places.reduce((sum, { size }) => sum + size, 0);
    const staging =
      this.free.get(bytes)?.pop() ??
      this.device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    let isReusable = false;
    try {
      const results = await this.readThrough(staging, places);
      isReusable = !this.isDisposed;
      return results;
    } finally {
      // One that failed, or that comes back when nobody reads any more, is of no further use.
      if (isReusable) this.free.set(bytes, [...(this.free.get(bytes) ?? []), staging]);
      else staging.destroy();
    }
  }

  /** Reads that are under way come to their end. */
  dispose(): void {
    this.isDisposed = true;
    for (const staging of [...this.free.values()].flat()) staging.destroy();
    this.free.clear();
  }

  private async readThrough(
    staging: GPUBuffer,
    places: readonly Place[],
  ): Promise<Float32Array<ArrayBuffer>[]> {
    const encoder = this.device.createCommandEncoder();
    let end = 0;
    for (const { buffer, offset, size } of places) {
      encoder.copyBufferToBuffer(buffer, offset, staging, end, size);
      end += size;
    }
    this.device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const all = staging.getMappedRange();
    let start = 0;
    const results = places.map(({ size }) => {
      start += size;
      return new Float32Array(all.slice(start - size, start));
    });
    staging.unmap();
    return results;
  }
}
