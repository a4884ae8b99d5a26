import { at } from "#math/at.ts";
import type { Allocation } from "../allocate.ts";
import { allocate } from "../allocate.ts";
import type { Pipelines } from "../pipelines.ts";
import { CaptureError } from "./captureError.ts";
import { layOut } from "./layout.ts";
import { refuseUnsound } from "./refusals.ts";
import type { BufferView } from "./slot.ts";
import { Slot } from "./slot.ts";
import type { Step } from "./step.ts";

/** Offsets of bindings are multiples of this on every adapter. */
const ALIGNMENT = 256;

/** Told how many of the shaders are compiled. */
export type Progress = (compiled: number, all: number) => void;

/** A stretch of a buffer; in bytes. */
export interface Place {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

interface Dispatch {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}

/**
 * Steps with everything that they need made beforehand: pipelines, memory and bind groups. A replay encodes the dispatches and
 * submits them; it creates nothing and uploads nothing.
 */
export class Plan {
  readonly names: readonly string[];
  private readonly device: GPUDevice;
  private readonly dispatches: readonly Dispatch[];
  private readonly memory: Memory;

  private constructor(
    device: GPUDevice,
    names: readonly string[],
    dispatches: readonly Dispatch[],
    memory: Memory,
  ) {
    this.device = device;
    this.names = names;
    this.dispatches = dispatches;
    this.memory = memory;
  }

  /**
   * Compiles all shaders of the steps side by side and gives the slots memory.
   *
   * @throws {CaptureError} when a step is refused (see `refuseUnsound`), or a shader does not compile.
   * @throws {OutOfMemory} when the device has too little memory.
   */
  static async make(
    device: GPUDevice,
    pipelines: Pipelines,
    steps: readonly Step[],
    outputs: ReadonlySet<Slot>,
    progress: Progress,
  ): Promise<Plan> {
    refuseUnsound(steps, device.limits);
    const compiled = await compile(pipelines, steps, progress);
    const memory = await allocate(device, () => new Memory(device, steps, outputs));
    const dispatches = steps.map(({ bindings, workgroups }, i): Dispatch => {
      const { pipeline, layout } = at(compiled, i);
      const entries: GPUBindGroupEntry[] = bindings.map(({ buffer, offset, size }, binding) => ({
        binding,
        resource: memory.locate(buffer, offset, size),
      }));
      const params = memory.params(i);
      if (params) entries.push({ binding: entries.length, resource: params });
      return { pipeline, bindGroup: device.createBindGroup({ layout, entries }), workgroups };
    });
    return new Plan(
      device,
      steps.map(({ name }) => name),
      dispatches,
      memory,
    );
  }

  /** In bytes, of all buffers of its own. */
  get bytes(): number {
    return this.memory.bytes;
  }

  /** Where an output is after a replay. */
  output({ buffer, offset, size }: BufferView): Place {
    return this.memory.locate(buffer, offset, size);
  }

  /** Runs all steps once, in so many submits: many small ones leave the graphics queue open to the page. */
  replay(submits: number): void {
    const { device, dispatches } = this;
    const length = Math.ceil(dispatches.length / submits);
    for (let from = 0; from < dispatches.length; from += length) {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      let last: GPUComputePipeline | null = null;
      for (const { pipeline, bindGroup, workgroups } of dispatches.slice(from, from + length)) {
        if (pipeline !== last) pass.setPipeline(pipeline);
        last = pipeline;
        pass.setBindGroup(0, bindGroup);
        pass.dispatchWorkgroups(workgroups[0], workgroups[1], workgroups[2]);
      }
      pass.end();
      device.queue.submit([encoder.finish()]);
    }
  }

  dispose(): void {
    this.memory.dispose();
  }
}

async function compile(pipelines: Pipelines, steps: readonly Step[], progress: Progress) {
  const all = new Set(steps.map(({ code }) => code)).size;
  const done = new Set<string>();
  progress(0, all);
  return Promise.all(
    steps.map(async ({ name, code, bindings, params }) => {
      const access = bindings.map((binding) => binding.access);
      const pipeline = await pipelines
        .soon({ name, code, access, hasParams: params.byteLength > 0 })
        .catch((error: unknown) => {
          throw new CaptureError(`the shader of "${name}" does not compile: ${String(error)}`);
        });
      if (!done.has(code)) progress(done.add(code).size, all);
      return pipeline;
    }),
  );
}

/** The buffers of a plan: rooms for what comes and goes, one buffer of constants, one of parameters. */
class Memory implements Allocation {
  readonly bytes: number;
  private readonly places = new Map<Slot, Place>();
  private readonly paramPlaces: readonly (Place | null)[];
  private readonly buffers: GPUBuffer[] = [];
  private readonly device: GPUDevice;

  constructor(device: GPUDevice, steps: readonly Step[], outputs: ReadonlySet<Slot>) {
    this.device = device;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    for (const { size, lives } of layOut(steps, outputs)) {
      const buffer = this.create(size, usage);
      for (const { slot } of lives) this.places.set(slot, { buffer, offset: 0, size: slot.size });
    }
    const constants = [
      ...new Set(steps.flatMap(({ bindings }) => bindings.map(({ buffer }) => buffer))),
    ].filter((buffer): buffer is Slot => buffer instanceof Slot && buffer.content !== null);
    const constantPlaces = this.fill(
      constants.map(({ content }) => content ?? new ArrayBuffer(0)),
      GPUBufferUsage.STORAGE,
    );
    for (const [i, slot] of constants.entries()) {
      const place = constantPlaces[i];
      if (place) this.places.set(slot, place);
    }
    this.paramPlaces = this.fill(
      steps.map(({ params }) => params),
      GPUBufferUsage.UNIFORM,
    );
    this.bytes = this.buffers.reduce((sum, { size }) => sum + size, 0);
  }

  locate(buffer: GPUBuffer | Slot, offset: number, size: number): Place {
    if (!(buffer instanceof Slot)) return { buffer, offset, size };
    const place = this.places.get(buffer);
    if (!place) throw new CaptureError("a result cannot be captured: no step writes it");
    return { buffer: place.buffer, offset: place.offset + offset, size };
  }

  params(step: number): Place | null {
    return at(this.paramPlaces, step);
  }

  dispose(): void {
    for (const buffer of this.buffers) buffer.destroy();
  }

  private create(size: number, usage: GPUBufferUsageFlags, mappedAtCreation = false): GPUBuffer {
    const buffer = this.device.createBuffer({ size, usage, mappedAtCreation });
    this.buffers.push(buffer);
    return buffer;
  }

  /** Contents side by side in one buffer; null for those that are empty. */
  private fill(contents: readonly ArrayBuffer[], usage: GPUBufferUsageFlags): (Place | null)[] {
    let end = 0;
    const offsets = contents.map(({ byteLength }) => {
      const offset = end;
      end += ALIGNMENT * Math.ceil(byteLength / ALIGNMENT);
      return offset;
    });
    if (end === 0) return contents.map(() => null);
    const buffer = this.create(end, usage, true);
    const bytes = new Uint8Array(buffer.getMappedRange());
    for (const [i, content] of contents.entries()) bytes.set(new Uint8Array(content), at(offsets, i));
    buffer.unmap();
    return contents.map(({ byteLength }, i) =>
      byteLength === 0 ? null : { buffer, offset: at(offsets, i), size: byteLength },
    );
  }
}
