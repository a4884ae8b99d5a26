/**
 * A buffer of a recorded function that has no place in memory yet. It also answers as a GPUBuffer where tfjs fills one that it
 * has just made.
 */
export class Slot {
  /** In bytes. */
  readonly size: number;
  readonly mapState: GPUBufferMapState;
  /** Set for constants: what the buffer holds before the first step. */
  content: ArrayBuffer | null = null;

  constructor(size: number, isMapped = false) {
    this.size = size;
    this.mapState = isMapped ? "mapped" : "unmapped";
  }

  getMappedRange(): ArrayBuffer {
    return (this.content ??= new ArrayBuffer(this.size));
  }

  unmap(): void {
    // Its content stays where it is until the plan is made.
  }
}

/** A stretch of a buffer that exists, or of one that has no place yet. */
export interface BufferView {
  readonly buffer: GPUBuffer | Slot;
  /** In bytes, as is the size. */
  readonly offset: number;
  readonly size: number;
}
