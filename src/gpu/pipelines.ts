import type { Access } from "./kernels/shader.ts";

/** A shader compiled, and the layout of what it binds. */
export interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/** What decides a pipeline. */
export interface PipelineSource {
  readonly name: string;
  readonly code: string;
  /** What the shader does with its storage buffers, from binding 0 on. */
  readonly access: readonly Access[];
  /** Whether a uniform buffer follows them. */
  readonly hasParams: boolean;
}

/** The pipelines of one device, each compiled once however often it is asked for. */
export class Pipelines {
  private readonly device: GPUDevice;
  private readonly compiled = new Map<string, GPUComputePipeline>();
  private readonly compiling = new Map<string, Promise<GPUComputePipeline>>();
  private readonly layouts = new Map<string, GPUBindGroupLayout>();

  constructor(device: GPUDevice) {
    this.device = device;
  }

  /** At once; the device compiles before its next dispatch. Code that is not valid is a fault of the device. */
  now(source: PipelineSource): Pipeline {
    const { code } = source;
    const layout = this.layout(source);
    const pipeline =
      this.compiled.get(code) ?? this.device.createComputePipeline(this.descriptor(source, layout));
    this.compiled.set(code, pipeline);
    return { pipeline, layout };
  }

  /** While other work goes on, and many at a time. @throws {GPUPipelineError} when the code is not valid. */
  async soon(source: PipelineSource): Promise<Pipeline> {
    const { code } = source;
    const layout = this.layout(source);
    const ready = this.compiled.get(code);
    if (ready) return { pipeline: ready, layout };
    const compiling = this.compiling.get(code) ?? this.compile(source, layout);
    this.compiling.set(code, compiling);
    try {
      const pipeline = await compiling;
      this.compiled.set(code, pipeline);
      return { pipeline, layout };
    } finally {
      this.compiling.delete(code);
    }
  }

  private compile(source: PipelineSource, layout: GPUBindGroupLayout): Promise<GPUComputePipeline> {
    // A module that is not valid is an error of its own, beside that of its pipeline: without a scope it would end the device.
    this.device.pushErrorScope("validation");
    const pipeline = this.device.createComputePipelineAsync(this.descriptor(source, layout));
    // Whoever waits for the pipeline hears why there is none.
    void this.device.popErrorScope().catch(() => null);
    return pipeline;
  }

  private descriptor(
    { name, code }: PipelineSource,
    layout: GPUBindGroupLayout,
  ): GPUComputePipelineDescriptor {
    const module = this.device.createShaderModule({ label: name, code });
    // tfjs calls the entry point of its programs _start; there is one in each module.
    return {
      label: name,
      layout: this.device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module },
    };
  }

  /** Stated, not derived from the shader: what it leaves unused may be bound all the same. */
  private layout({ access, hasParams }: PipelineSource): GPUBindGroupLayout {
    const types: GPUBufferBindingType[] = access.map((a) => (a === "read" ? "read-only-storage" : "storage"));
    if (hasParams) types.push("uniform");
    const key = types.join();
    const known = this.layouts.get(key);
    if (known) return known;
    const layout = this.device.createBindGroupLayout({
      entries: types.map((type, binding) => ({
        binding,
        visibility: GPUShaderStage.COMPUTE,
        buffer: { type },
      })),
    });
    this.layouts.set(key, layout);
    return layout;
  }
}
