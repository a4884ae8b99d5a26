import type { Roofline } from "./row.ts";

/** A dispatch is repeated until it takes this long: clocks and waits are coarse. */
const TIMING_MS = 60;
const ROUNDS = 3;
const workgroupSizes = [64, 128, 256];

/** Measures what the adapter does at most: multiply-adds in registers, and bytes through a copying shader. The best of several variants. */
export async function measureRoofline(device: GPUDevice, isSoftware: boolean): Promise<Roofline> {
  const copied = copiedBytes(device.limits, isSoftware);
  let flops = 0;
  let bytes = 0;
  for (const size of workgroupSizes) {
    for (const accumulators of [4, 8, 12]) {
      flops = Math.max(flops, await multiplyAdds(device, size, accumulators, isSoftware ? 2 ** 14 : 2 ** 19));
    }
    for (const perThread of [1, 4, 16]) {
      bytes = Math.max(bytes, await copies(device, size, perThread, copied));
    }
  }
  return { gflops: flops / 1e9, gigabytesPerSecond: bytes / 1e9 };
}

/** A power of two that a buffer may hold and a shader bind: on a card far more than its caches. */
export function copiedBytes(
  {
    maxBufferSize,
    maxStorageBufferBindingSize,
  }: Pick<GPUSupportedLimits, "maxBufferSize" | "maxStorageBufferBindingSize">,
  isSoftware: boolean,
): number {
  const most = 2 ** Math.floor(Math.log2(Math.min(maxBufferSize, maxStorageBufferBindingSize)));
  return Math.min(most, isSoftware ? 2 ** 25 : 2 ** 28);
}

/** FLOP/s of threads that each hold so many vectors in registers and know no memory. */
async function multiplyAdds(
  device: GPUDevice,
  size: number,
  accumulators: number,
  threads: number,
): Promise<number> {
  const each = (text: (name: string, i: number) => string) =>
    Array.from({ length: accumulators }, (_, i) => text(`a${i}`, i)).join("\n");
  const loops = 64;
  const code = /* wgsl */ `
    @group(0) @binding(0) var<storage, read_write> values: array<vec4f>;
    @compute @workgroup_size(${size}) fn main(@builtin(global_invocation_id) id: vec3u) {
      let m = values[0];
      let c = values[1];
      ${each((a, i) => `var ${a} = m + f32(id.x + ${i}u);`)}
      for (var i = 0u; i < ${loops}u; i++) {
        ${each((a) => `${a} = fma(${a}, m, c);`)}
      }
      values[2u + id.x] = ${Array.from({ length: accumulators }, (_, i) => `a${i}`).join(" + ")};
    }`;
  const buffer = storage(device, 16 * (threads + 2));
  const seconds = await secondsOf(device, code, [buffer], threads / size);
  return (threads * loops * accumulators * 8) / seconds;
}

/** Bytes read and written per second, in vectors that neighbouring threads find side by side. */
async function copies(device: GPUDevice, size: number, perThread: number, bytes: number): Promise<number> {
  const code = /* wgsl */ `
    @group(0) @binding(0) var<storage, read> source: array<vec4f>;
    @group(0) @binding(1) var<storage, read_write> copied: array<vec4f>;
    @compute @workgroup_size(${size}) fn main(
      @builtin(workgroup_id) group: vec3u,
      @builtin(num_workgroups) groups: vec3u,
      @builtin(local_invocation_index) lane: u32,
    ) {
      let first = (group.x + group.y * groups.x) * ${size * perThread}u + lane;
      ${Array.from({ length: perThread }, (_, i) => `copied[first + ${i * size}u] = source[first + ${i * size}u];`).join("\n")}
    }`;
  const buffers = [storage(device, bytes), storage(device, bytes)];
  const seconds = await secondsOf(device, code, buffers, bytes / 16 / perThread / size);
  return (2 * bytes) / seconds;
}

function storage(device: GPUDevice, size: number): GPUBuffer {
  return device.createBuffer({ size, usage: GPUBufferUsage.STORAGE });
}

/** Of one dispatch, the fastest of several rounds. Destroys the buffers. */
async function secondsOf(
  device: GPUDevice,
  code: string,
  buffers: readonly GPUBuffer[],
  workgroups: number,
): Promise<number> {
  const module = device.createShaderModule({ code });
  const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute: { module } });
  const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
  const bindGroup = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  const rows = Math.ceil(workgroups / 32768);
  const run = async (times: number) => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    for (let i = 0; i < times; i++) pass.dispatchWorkgroups(workgroups / rows, rows);
    pass.end();
    const start = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return performance.now() - start;
  };
  await run(1);
  let times = 1;
  while ((await run(times)) < TIMING_MS) times *= 2;
  let fastest = Infinity;
  for (let round = 0; round < ROUNDS; round++) fastest = Math.min(fastest, (await run(times)) / times);
  for (const buffer of buffers) buffer.destroy();
  return fastest / 1000;
}
