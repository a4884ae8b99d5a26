import { expect, test } from "vitest";
import { createEngineWorker } from "#client/createEngineWorker.ts";
import { EngineClient } from "#client/engineClient.ts";
import type { EngineEvent } from "#protocol/event.ts";
import { defaultChoices } from "#store/choices.ts";
import { sampleRequestOf } from "#store/engineChoice.ts";

test("the page's worker opens on WebGPU and runs a reverse process", async () => {
  const events: EngineEvent[] = [];
  const engine = new EngineClient({
    dataUrl: new URL("/data/", location.href).href,
    backends: ["webgpu"],
    createPort: createEngineWorker,
  });
  engine.subscribe((event) => events.push(event));
  const run = engine.sample(
    sampleRequestOf({ ...defaultChoices(), denoiser: "exact", T: 10, steps: 10, pictures: 50 }),
  );
  await expect.poll(() => events.find(({ type }) => type === "finished"), { timeout: 60_000 }).toBeDefined();
  await expect.poll(() => events.find(({ type }) => type === "ready"), { timeout: 60_000 }).toBeDefined();
  expect(events.find((event) => event.type === "ready")).toMatchObject({
    device: { backend: "webgpu", architecture: "swiftshader", isSoftware: true },
  });
  const frames = events.filter((event) => event.type === "denoised");
  expect(frames.every((frame) => frame.run === run)).toBe(true);
  expect(frames.map(({ t }) => t)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
});
