import { expect, test } from "vitest";
import { createEngineWorker } from "#client/createEngineWorker.ts";
import type { BackendName } from "#protocol/command.ts";
import type { EngineEvent } from "#protocol/event.ts";
import { tinyConfig } from "../../fixtures/tinyRun.ts";

const STEPS = 4;

/** Everything that a real worker says while it trains a few steps on real pixel faces. */
async function trainOn(backend: BackendName): Promise<EngineEvent[]> {
  const worker = createEngineWorker();
  try {
    const events: EngineEvent[] = [];
    const ended = new Promise<void>((resolve, reject) => {
      worker.addEventListener("error", ({ message }) => reject(new Error(message)));
      worker.addEventListener("message", ({ data }) => {
        const event = data as EngineEvent;
        events.push(event);
        if (event.type === "paused") resolve();
        if (event.type === "failed") reject(new Error(event.message));
      });
    });
    worker.postMessage(
      { type: "open", backends: [backend], dataUrl: new URL("/data/", location.href).href },
      [],
    );
    worker.postMessage(
      { type: "train", run: 1, config: { ...tinyConfig, steps: STEPS }, state: null, paused: false },
      [],
    );
    await ended;
    return events;
  } finally {
    worker.terminate();
  }
}

function losses(events: readonly EngineEvent[]): number[] {
  return events.flatMap((event) => (event.type === "trained" ? [...event.losses] : []));
}

function weights(events: readonly EngineEvent[]): Float32Array {
  const checkpoint = events.findLast((event) => event.type === "checkpointed");
  return checkpoint?.state.weights ?? new Float32Array();
}

test("a worker on WebGPU takes the same steps as one on the CPU", async () => {
  const onGpu = await trainOn("webgpu");
  expect(onGpu.find((event) => event.type === "ready")).toMatchObject({
    device: { backend: "webgpu", architecture: "swiftshader" },
  });
  const onCpu = await trainOn("cpu");
  expect(losses(onGpu)).toHaveLength(STEPS);
  for (const [i, loss] of losses(onCpu).entries()) expect(losses(onGpu)[i]).toBeCloseTo(loss, 3);
  expect(weights(onGpu)).toHaveLength(45_259);
  const [a, b] = [weights(onGpu), weights(onCpu)];
  // Adam's first steps have the length of the learning rate whatever the gradient, so weights whose gradient is a rounding
  // error may go either way; nearly all must agree.
  const apart = a.filter((value, i) => Math.abs(value - (b[i] ?? Number.NaN)) > tinyConfig.learningRate / 10);
  expect(apart.length / a.length).toBeLessThan(0.01);
});
