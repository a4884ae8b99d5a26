import type { Launch } from "#gpu/kernels/shader.ts";
import { paramBytes } from "#gpu/kernels/shader.ts";
import { CaptureError } from "./captureError.ts";
import type { BufferView } from "./slot.ts";
import { Slot } from "./slot.ts";
import type { Binding, Role, Step } from "./step.ts";

/** What tfjs binds, in the order of the bindings: storage buffers, then the uniform buffer. */
type StockEntries = readonly { readonly resource: BufferView }[];

/**
 * Stands in for a device, its queue and tfjs' buffer pool while a function runs: buffers get no memory, dispatches become steps.
 * Only what tfjs' backend calls is here.
 */
export class Recorder {
  readonly steps: Step[] = [];
  private readonly defined = new Set<Slot | GPUBuffer>();
  private pipeline: { readonly code: string } | null = null;
  private entries: StockEntries = [];

  /** Fields of tfjs' backend, to be put in the place of its own. */
  readonly standIns;
  /** Name of the tfjs kernel that is running. */
  private readonly kernelName: () => string;

  constructor(limits: GPUSupportedLimits, kernelName: () => string) {
    this.kernelName = kernelName;
    this.standIns = {
      pipelineCache: {},
      commandEncoder: null,
      computePassEncoder: null,
      bufferManager: {
        acquireBuffer: (size: number, _usage: number, isMapped = false) => new Slot(size, isMapped),
        // A tensor's end says nothing here: a slot is free after the last step that names it.
        releaseBuffer: () => undefined,
      },
      queue: {
        writeBuffer: (slot: Slot, _offset: number, data: ArrayBuffer) => void (slot.content = data),
        submit: () => undefined,
      },
      device: {
        limits,
        createShaderModule: ({ code }: { readonly code: string }) => ({ code }),
        createComputePipeline: ({
          compute,
        }: {
          readonly compute: { readonly module: { readonly code: string } };
        }) => ({
          code: compute.module.code,
          getBindGroupLayout: () => null,
        }),
        createBindGroup: ({ entries }: { readonly entries: StockEntries }) => entries,
        createCommandEncoder: () => ({
          beginComputePass: () => this.pass,
          copyBufferToBuffer: () => this.refuse("copies a buffer"),
          finish: () => null,
        }),
      },
    };
  }

  private readonly pass = {
    setPipeline: (pipeline: { readonly code: string }) => void (this.pipeline = pipeline),
    setBindGroup: (_index: number, entries: StockEntries) => void (this.entries = entries),
    dispatchWorkgroups: (x: number, y = 1, z = 1) => this.dispatch([x, y, z]),
    end: () => undefined,
  };

  /** Takes down a launch of ours on buffers, in the order of the shader. */
  launch(
    launch: Launch,
    views: readonly BufferView[],
    role: Role = { kind: "plain" },
    withAddend: (() => Launch) | null = null,
  ): void {
    const { shader, workgroups } = launch;
    const bindings = views.map((view, i) => {
      const access = shader.buffers[i]?.access ?? "read";
      return { ...view, access };
    });
    this.add({
      name: shader.name,
      code: shader.code,
      bindings,
      params: paramBytes(launch),
      workgroups,
      withAddend,
      role,
    });
  }

  /** @throws {CaptureError} always: the present kernel does something that cannot be replayed. */
  refuse(deed: string): never {
    throw new CaptureError(
      `"${this.kernelName()}" cannot be captured: it ${deed}. Capture only what runs on the GPU from shapes that are known.`,
    );
  }

  /** A stock program writes its first buffer and reads the others. */
  private dispatch(workgroups: readonly [number, number, number]): void {
    if (!this.pipeline) throw new Error("dispatch without a pipeline");
    const uniform = this.entries.at(-1)?.resource.buffer;
    const bindings = this.entries.slice(0, -1).map(({ resource }, i): Binding => {
      return { ...resource, access: i === 0 ? "write" : "read" };
    });
    this.add({
      name: this.kernelName(),
      code: this.pipeline.code,
      bindings,
      params: (uniform instanceof Slot && uniform.content) || new ArrayBuffer(0),
      workgroups,
      withAddend: null,
      role: { kind: "plain" },
    });
  }

  /** What is written a second time keeps what the second does not touch. */
  private add(step: Step): void {
    const bindings = step.bindings.map((binding): Binding => {
      const isAgain =
        binding.access === "write" && (this.defined.has(binding.buffer) || !(binding.buffer instanceof Slot));
      return isAgain ? { ...binding, access: "update" } : binding;
    });
    for (const { buffer } of bindings) this.defined.add(buffer);
    this.steps.push({ ...step, bindings });
  }
}
