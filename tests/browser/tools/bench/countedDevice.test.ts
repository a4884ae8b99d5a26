import { beforeEach, expect, test } from "vitest";
import { CountedDevice, callsPerStep } from "../../../../tools/bench/countedDevice.ts";

let device: GPUDevice;
let counted: CountedDevice;

beforeEach(async () => {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error("there is no WebGPU here");
  device = await adapter.requestDevice();
  counted = new CountedDevice(device);
});

const zero = {
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

test("a device at rest has no calls", () => {
  expect(counted.total).toEqual(zero);
  expect(counted.peakBytes).toBe(0);
});

test("each call of a computation is counted once, and the device does what it was asked to", async () => {
  const storage = device.createBuffer({
    size: 16,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  const staging = device.createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const code = `
    @group(0) @binding(0) var<storage, read_write> values: array<f32>;
    @compute @workgroup_size(4) fn main(@builtin(local_invocation_index) i: u32) { values[i] = values[i] + 1.0; }`;
  const module = device.createShaderModule({ code });
  const pipeline = device.createComputePipeline({ layout: "auto", compute: { module } });
  const bindGroup = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer: storage } }],
  });
  device.queue.writeBuffer(storage, 0, new Float32Array([7, 1, 2, 3, 4]), 1);
  const encoder = device.createCommandEncoder();
  for (let i = 0; i < 2; i++) {
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    for (let j = 0; j < 3; j++) pass.dispatchWorkgroups(1);
    pass.end();
  }
  encoder.copyBufferToBuffer(storage, 0, staging, 0, 16);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);

  expect([...new Float32Array(staging.getMappedRange())]).toEqual([7, 8, 9, 10]);
  expect(counted.total).toEqual({
    dispatches: 6,
    passes: 2,
    submits: 1,
    uploads: 1,
    uploadedBytes: 16,
    buffers: 2,
    bindGroups: 1,
    pipelines: 1,
    readbacks: 1,
  });
});

test("pipelines that compile in the background are counted too", async () => {
  const module = device.createShaderModule({ code: "@compute @workgroup_size(1) fn main() {}" });
  await device.createComputePipelineAsync({ layout: "auto", compute: { module } });
  expect(counted.total).toEqual({ ...zero, pipelines: 1 });
});

test("buffers that are mapped to be written are uploads", async () => {
  const usage = GPUBufferUsage.MAP_WRITE | GPUBufferUsage.COPY_SRC;
  const buffer = device.createBuffer({ size: 32, usage, mappedAtCreation: true });
  buffer.unmap();
  await buffer.mapAsync(GPUMapMode.WRITE);
  expect(counted.total).toEqual({ ...zero, buffers: 1, uploads: 2, uploadedBytes: 64 });
});

test("the peak is that of all live buffers together, until it is forgotten", () => {
  const create = (size: number) => device.createBuffer({ size, usage: GPUBufferUsage.STORAGE });
  const first = create(1024);
  first.destroy();
  first.destroy();
  const second = create(256);
  expect(counted.peakBytes).toBe(1024);
  counted.forgetPeak();
  create(512);
  expect(counted.peakBytes).toBe(768);
  second.destroy();
  create(64);
  expect(counted.peakBytes).toBe(768);
});

test("calls of a stretch are spread over its steps", () => {
  const before = { ...zero, dispatches: 10 };
  const after = { ...zero, dispatches: 30, uploads: 1 };
  expect(callsPerStep(before, after, 4)).toEqual({ ...zero, dispatches: 5, uploads: 0.25 });
});
