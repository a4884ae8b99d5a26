import { expect, test } from "vitest";
import { CaptureError } from "#gpu/capture/captureError.ts";
import { Recorder } from "#gpu/capture/recorder.ts";
import { Slot } from "#gpu/capture/slot.ts";
import { reads, writes } from "#gpu/capture/step.ts";
import { launchOf } from "../../../fixtures/steps.ts";

function recorder(): Recorder {
  return new Recorder({} as GPUSupportedLimits, () => "Multiply");
}

/** Dispatches as tfjs' backend does it: an output, an input, and a uniform buffer. */
function dispatchStock({ standIns }: Recorder, output: Slot, input: Slot): void {
  const { device, bufferManager, queue } = standIns;
  const uniforms = bufferManager.acquireBuffer(16, 64);
  queue.writeBuffer(uniforms, 0, Uint32Array.of(7, 0, 0, 0).buffer);
  const module = device.createShaderModule({ code: "the program" });
  const pipeline = device.createComputePipeline({ compute: { module } });
  const entries = [output, input, uniforms].map((buffer) => ({
    resource: { buffer, offset: 0, size: buffer.size },
  }));
  const pass = device.createCommandEncoder().beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ entries }));
  pass.dispatchWorkgroups(3);
}

test("a dispatch of tfjs becomes a step: it writes its first buffer, reads the others, and keeps its uniforms", () => {
  const subject = recorder();
  const [y, x] = [new Slot(8), new Slot(8)];
  dispatchStock(subject, y, x);
  const [step] = subject.steps;
  expect(step).toMatchObject({ name: "Multiply", code: "the program", workgroups: [3, 1, 1] });
  expect(step?.bindings).toEqual([
    { buffer: y, offset: 0, size: 8, access: "write" },
    { buffer: x, offset: 0, size: 8, access: "read" },
  ]);
  expect(new Uint32Array(step?.params ?? new ArrayBuffer(0))[0]).toBe(7);
});

test("what is written a second time keeps what the second leaves alone: that is a read as well", () => {
  const subject = recorder();
  const [y, x] = [new Slot(8), new Slot(8)];
  dispatchStock(subject, y, x);
  dispatchStock(subject, y, x);
  const [first, second] = subject.steps.map(({ bindings }) => bindings[0]);
  expect(first && [reads(first), writes(first)]).toEqual([false, true]);
  expect(second && [reads(second), writes(second)]).toEqual([true, true]);
});

test("a buffer that existed before is updated and not written anew", () => {
  const subject = recorder();
  const old = { size: 8 } as GPUBuffer;
  const launch = launchOf("ours", 1);
  subject.launch(launch, [
    { buffer: old, offset: 0, size: 8 },
    { buffer: new Slot(8), offset: 0, size: 8 },
  ]);
  expect(subject.steps[0]?.bindings[0]?.access).toBe("update");
  expect(subject.steps[0]?.name).toBe("ours");
});

test("what cannot be replayed is refused by the name of the kernel that runs", () => {
  const subject = recorder();
  expect(() => subject.refuse("reads a tensor's values")).toThrow(CaptureError);
  expect(() => subject.standIns.device.createCommandEncoder().copyBufferToBuffer()).toThrow(
    /"Multiply" cannot be captured: it copies a buffer/,
  );
});
