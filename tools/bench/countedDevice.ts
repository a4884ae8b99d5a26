/** What a device was asked to do. */
export interface Calls {
  readonly dispatches: number;
  readonly passes: number;
  readonly submits: number;
  /** From the CPU to the GPU: `writeBuffer`, and buffers mapped to be written, at their creation or later. */
  readonly uploads: number;
  readonly uploadedBytes: number;
  readonly buffers: number;
  readonly bindGroups: number;
  readonly pipelines: number;
  /** Buffers mapped to be read. */
  readonly readbacks: number;
}

const none: Calls = {
  dispatches: 0,
  passes: 0,
  submits: 0,
  uploads: 0,
  uploadedBytes: 0,
  buffers: 0,
  bindGroups: 0,
  pipelines: 0,
  readbacks: 0,
};

/** A device that counts its calls from now on, whoever makes them. Buffers that exist already are not known to it. */
export class CountedDevice {
  private readonly calls: { -readonly [K in keyof Calls]: number } = { ...none };
  private live = 0;
  private peak = 0;

  constructor(device: GPUDevice) {
    this.countCreations(device);
    this.countQueue(device.queue);
    const createCommandEncoder = device.createCommandEncoder.bind(device);
    device.createCommandEncoder = (descriptor) => this.countPasses(createCommandEncoder(descriptor));
  }

  /** All calls so far. */
  get total(): Calls {
    return { ...this.calls };
  }

  /** The largest size of all live buffers together since the last `forgetPeak`. */
  get peakBytes(): number {
    return this.peak;
  }

  forgetPeak(): void {
    this.peak = this.live;
  }

  private count(call: keyof Calls, by = 1): void {
    this.calls[call] += by;
  }

  private countCreations(device: GPUDevice): void {
    const createBuffer = device.createBuffer.bind(device);
    device.createBuffer = (descriptor) => {
      const buffer = createBuffer(descriptor);
      this.count("buffers");
      if (descriptor.mappedAtCreation) this.countUpload(buffer.size);
      return this.countMappings(this.weigh(buffer));
    };
    const createBindGroup = device.createBindGroup.bind(device);
    device.createBindGroup = (descriptor) => {
      this.count("bindGroups");
      return createBindGroup(descriptor);
    };
    const createComputePipeline = device.createComputePipeline.bind(device);
    device.createComputePipeline = (descriptor) => {
      this.count("pipelines");
      return createComputePipeline(descriptor);
    };
    const createComputePipelineAsync = device.createComputePipelineAsync.bind(device);
    device.createComputePipelineAsync = (descriptor) => {
      this.count("pipelines");
      return createComputePipelineAsync(descriptor);
    };
  }

  private weigh(buffer: GPUBuffer): GPUBuffer {
    const destroy = buffer.destroy.bind(buffer);
    let { size } = buffer;
    this.live += size;
    this.peak = Math.max(this.peak, this.live);
    buffer.destroy = () => {
      this.live -= size;
      size = 0;
      return destroy();
    };
    return buffer;
  }

  private countMappings(buffer: GPUBuffer): GPUBuffer {
    const mapAsync = buffer.mapAsync.bind(buffer);
    buffer.mapAsync = (mode, offset = 0, size = buffer.size - offset) => {
      if (mode & GPUMapMode.READ) this.count("readbacks");
      else this.countUpload(size);
      return mapAsync(mode, offset, size);
    };
    return buffer;
  }

  private countQueue(queue: GPUQueue): void {
    const submit = queue.submit.bind(queue);
    queue.submit = (buffers) => {
      this.count("submits");
      return submit(buffers);
    };
    const writeBuffer = queue.writeBuffer.bind(queue);
    queue.writeBuffer = (...args: Parameters<typeof writeBuffer>): undefined => {
      const [, , data, from = 0, size] = args;
      const unit = "BYTES_PER_ELEMENT" in data ? Number(data.BYTES_PER_ELEMENT) : 1;
      this.countUpload(size === undefined ? data.byteLength - from * unit : size * unit);
      writeBuffer(...args);
    };
  }

  private countUpload(bytes: number): void {
    this.count("uploads");
    this.count("uploadedBytes", bytes);
  }

  private countPasses(encoder: GPUCommandEncoder): GPUCommandEncoder {
    const beginComputePass = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (descriptor) => {
      this.count("passes");
      const pass = beginComputePass(descriptor);
      const dispatchWorkgroups = pass.dispatchWorkgroups.bind(pass);
      pass.dispatchWorkgroups = (x, y, z) => {
        this.count("dispatches");
        return dispatchWorkgroups(x, y, z);
      };
      return pass;
    };
    return encoder;
  }
}

/** The calls between two totals, for each of so many steps. */
export function callsPerStep(before: Calls, after: Calls, steps: number): Calls {
  const names = Object.keys(none) as (keyof Calls)[];
  return Object.fromEntries(
    names.map((name) => [name, (after[name] - before[name]) / steps]),
  ) as unknown as Calls;
}
