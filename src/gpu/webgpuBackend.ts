import { at } from "#math/at.ts";
import * as tf from "#nn/tf.ts";
import { Recorder } from "./capture/recorder.ts";
import type { BufferView } from "./capture/slot.ts";
import type { Role } from "./capture/step.ts";
import type { Launch } from "./kernels/shader.ts";
import { paramBytes } from "./kernels/shader.ts";
import { Pipelines } from "./pipelines.ts";
import { isSoftwareAdapter, nameOfAdapter } from "./softwareRenderers.ts";
import type { Tiles } from "./tiles.ts";
import { firstTiles } from "./tiles.ts";

/** As many as tfjs sends at once by itself. */
const DISPATCHES_PER_SUBMIT = 15;
/** Of a float, a signed and an unsigned integer alike: tensors hold nothing else here. */
const ELEMENT_BYTES = 4;

/** What a recorder may make of a launch. */
export interface LaunchNotes {
  readonly role?: Role;
  /** The same work with one more buffer to read, whose values are added to those of the first. */
  readonly withAddend?: () => Launch;
}

/** tfjs' WebGPU backend with shaders of our own, tensors that are a part of another's buffer, and a recorder. */
export interface WebgpuBackend extends tf.StockWebgpuBackend {
  readonly pipelines: Pipelines;
  /**
   * Runs a shader on tensors, given in the order of its buffers.
   *
   * @throws {RangeError} when their number is not the shader's.
   */
  launch(launch: Launch, tensors: readonly tf.TensorInfo[], notes?: LaunchNotes): void;
  /** As its makers write it. */
  readonly adapterName: string;
  /** The processor imitates a graphics card. */
  readonly isSoftware: boolean;
  /** Variants that suit this adapter. */
  tiles: Tiles;
  /** A tensor of floats whose values are still to be written; the caller disposes it. */
  empty(shape: readonly number[]): tf.TensorInfo;
  /** A part of a tensor's buffer as a tensor of its own; `start` in elements, a multiple of 64. It must not outlive the whole. */
  view(whole: tf.TensorInfo, start: number, shape: readonly number[]): tf.TensorInfo;
  /** What a kernel made, as a tensor that `tidy` knows. */
  adopt(made: tf.TensorInfo): tf.Tensor;
  /** Where a tensor's values are, after they have been uploaded if need be. */
  viewOf(tensor: tf.TensorInfo): BufferView;
  /** Runs `f` without executing anything, and returns what it would have done. */
  record<T>(f: () => T): { readonly recorder: Recorder; readonly result: T };
}

export async function createWebgpuBackend(device: GPUDevice, info: GPUAdapterInfo): Promise<WebgpuBackend> {
  const Stock = await tf.loadWebgpu();

  class Backend extends Stock implements WebgpuBackend {
    readonly pipelines = new Pipelines(device);
    readonly adapterName = nameOfAdapter(info);
    readonly isSoftware = isSoftwareAdapter(info);
    tiles = firstTiles(device, info.architecture, this.isSoftware);
    private readonly views = new WeakMap<tf.DataId, BufferView>();
    private recorder: Recorder | null = null;
    /** Tensors are numbered; those from here on were made by the function that is being recorded. */
    private firstRecorded = Infinity;

    launch(launch: Launch, tensors: readonly tf.TensorInfo[], notes: LaunchNotes = {}): void {
      const { shader } = launch;
      if (tensors.length !== shader.buffers.length) {
        throw new RangeError(
          `shader "${shader.name}" has ${shader.buffers.length} buffers, and got ${tensors.length} tensors`,
        );
      }
      const views = tensors.map((tensor) => this.viewOf(tensor));
      for (const [i, { dataId }] of tensors.entries()) {
        this.commandQueueOwnedIds.add(dataId);
        // What was read before is so no longer.
        if (at(shader.buffers, i).access !== "read") this.tensorMap.get(dataId).values = null;
      }
      if (this.recorder) this.recorder.launch(launch, views, notes.role, notes.withAddend);
      else this.dispatch(launch, views);
    }

    empty(shape: readonly number[]): tf.TensorInfo {
      return this.makeTensorInfo([...shape], "float32");
    }

    view(whole: tf.TensorInfo, start: number, shape: readonly number[]): tf.TensorInfo {
      const { buffer, offset } = this.viewOf(whole);
      const tensor = this.empty(shape);
      const data = this.tensorMap.get(tensor.dataId);
      Object.assign(data, { resource: buffer, external: true });
      this.views.set(tensor.dataId, {
        buffer,
        offset: offset + ELEMENT_BYTES * start,
        size: byteLength(shape),
      });
      return tensor;
    }

    adopt(made: tf.TensorInfo): tf.Tensor {
      return tf.engine().makeTensorFromTensorInfo(made, this);
    }

    viewOf({ dataId }: tf.TensorInfo): BufferView {
      const view = this.views.get(dataId);
      if (view) return view;
      this.uploadToGPU(dataId);
      const { resource, shape } = this.tensorMap.get(dataId);
      // Tensors of this backend never come from textures.
      return { buffer: resource as BufferView["buffer"], offset: 0, size: byteLength(shape) };
    }

    record<T>(f: () => T): { readonly recorder: Recorder; readonly result: T } {
      if (this.recorder) throw new Error("a function that is being captured cannot capture another");
      this.flush();
      const recorder = new Recorder(device.limits, currentKernel);
      const own = { queue: this.queue, bufferManager: this.bufferManager, pipelineCache: this.pipelineCache };
      Object.assign(this, recorder.standIns, { recorder, firstRecorded: this.nextDataId() });
      try {
        return { recorder, result: f() };
      } finally {
        // Even where nothing was dispatched: a submit is when tfjs lets go of the tensors that it has disposed.
        this.ensureCommandEncoderReady();
        this.flush();
        Object.assign(this, own, { device, recorder: null, firstRecorded: Infinity });
      }
    }

    override tensorToBinding(tensor: tf.TensorInfo): GPUBufferBinding {
      // While recording, what comes here goes to the recorder and not to a device.
      return this.viewOf(tensor) as GPUBufferBinding;
    }

    override uploadToGPU(dataId: tf.DataId): void {
      const isOlder = (dataId as { readonly id: number }).id < this.firstRecorded;
      const data = this.tensorMap.get(dataId);
      if (!this.recorder || !isOlder || data.resource) super.uploadToGPU(dataId);
      else this.uploadForGood(data);
    }

    override shouldExecuteOnCPU(inputs: tf.TensorInfo[], sizeThreshold?: number): boolean {
      return !this.recorder && super.shouldExecuteOnCPU(inputs, sizeThreshold);
    }

    override readSync(dataId: object) {
      return this.recorder?.refuse("reads a tensor's values") ?? super.readSync(dataId);
    }

    override async read(dataId: object) {
      if (this.recorder) this.recorder.refuse("reads a tensor's values");
      const view = this.views.get(dataId);
      if (!view) return super.read(dataId);
      const bytes = await this.getBufferData(view.buffer as GPUBuffer);
      return new Float32Array(bytes, view.offset, view.size / ELEMENT_BYTES);
    }

    private readonly ownBufferManager = this.bufferManager;

    /** What existed before the recording gets a buffer that goes on after it, past all that stands in for the device. */
    private uploadForGood(data: tf.WebgpuTensorData): void {
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
      const buffer = this.ownBufferManager.acquireBuffer(byteLength(data.shape), usage);
      if (data.values) {
        const numbers = data.values as ArrayLike<number>;
        const array = data.dtype === "float32" ? Float32Array.from(numbers) : Int32Array.from(numbers);
        device.queue.writeBuffer(buffer, 0, array);
      }
      Object.assign(data, { resource: buffer, values: null });
    }

    private dispatch(launch: Launch, views: readonly BufferView[]): void {
      const { shader, workgroups } = launch;
      const params = paramBytes(launch);
      const { pipeline, layout } = this.pipelines.now({
        name: shader.name,
        code: shader.code,
        access: shader.buffers.map(({ access }) => access),
        hasParams: params.byteLength > 0,
      });
      const entries = views.map((view, binding) => ({ binding, resource: view as GPUBufferBinding }));
      if (params.byteLength > 0) entries.push({ binding: entries.length, resource: this.uniforms(params) });
      this.ensureCommandEncoderReady();
      this.computePassEncoder ??= this.commandEncoder?.beginComputePass() ?? null;
      this.computePassEncoder?.setPipeline(pipeline);
      this.computePassEncoder?.setBindGroup(0, device.createBindGroup({ layout, entries }));
      this.computePassEncoder?.dispatchWorkgroups(...workgroups);
      if (++this.dispatchCountInPass >= DISPATCHES_PER_SUBMIT) this.flush();
    }

    private uniforms(params: ArrayBuffer): GPUBufferBinding {
      const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.UNIFORM;
      const buffer = this.bufferManager.acquireBuffer(params.byteLength, usage);
      this.queue.writeBuffer(buffer, 0, params);
      this.uniformPendingDisposal.push(buffer);
      return { buffer };
    }

    /** Sends what has been encoded. */
    private flush(): void {
      this.endComputePassEncoder();
      if (this.commandEncoder) this.submitQueue();
    }
  }

  nameKernels();
  return new Backend(device, info);
}

function byteLength(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, ELEMENT_BYTES);
}

let kernel = "a read";
let isNaming = false;

/** The tfjs kernel that runs now, for messages. */
function currentKernel(): string {
  return kernel;
}

/** Makes every kernel of the backend leave its name while it runs. */
function nameKernels(): void {
  if (isNaming) return;
  isNaming = true;
  for (const config of tf.getKernelsForBackend("webgpu")) {
    const run = config.kernelFunc;
    config.kernelFunc = (args) => {
      const outer = kernel;
      kernel = config.kernelName;
      try {
        return run(args);
      } finally {
        kernel = outer;
      }
    };
  }
}
