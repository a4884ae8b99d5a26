import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { CapturedTrainer } from "#engine/captured/capturedTrainer.ts";
import { gpuTiles, quadTiles } from "#gpu/tiles.ts";
import { callsPerStep } from "../../../../tools/bench/countedDevice.ts";
import { nets } from "../../../../tools/bench/nets.ts";
import type { OpenDevice } from "../../../../tools/bench/openDevice.ts";
import { openDevice } from "../../../../tools/bench/openDevice.ts";
import type { Subject } from "../../../../tools/bench/subject.ts";
import { trainerOrder, trainingSubject } from "../../../../tools/bench/trainingSubject.ts";

function configOf(name: string) {
  const net = nets.find((one) => one.name === name);
  if (!net) throw new Error(`there is no net ${name}`);
  return net.config;
}

describe.each([
  { name: "software", tiles: quadTiles },
  { name: "graphics cards", tiles: gpuTiles },
])("a captured step of the reference network in the variants for $name", ({ tiles }) => {
  let opened: OpenDevice;

  // One for both: its shaders take a while to compile.
  beforeAll(async () => {
    opened = await openDevice("captured");
    opened.backend.tiles = tiles;
  });

  afterEach(() => opened.check());

  afterAll(() => opened.close());

  test("is a few hundred dispatches in a few submits, and uploads, creates and reads nothing", async () => {
    const trainer = new CapturedTrainer(opened.backend, trainerOrder(configOf("reference"), 2));
    await trainer.compile(() => undefined);
    const before = opened.counted.total;
    const steps = trainer.collectSteps;
    // Two are enough to see that each is like the one before.
    for (let i = 0; i < 2; i++) await trainer.takeStep(false);
    const stepping = callsPerStep(before, opened.counted.total, 2);
    const between = opened.counted.total;
    expect(await trainer.collect()).toHaveLength(2);
    const collecting = callsPerStep(between, opened.counted.total, steps);

    expect(stepping.dispatches).toBeLessThanOrEqual(400);
    expect(stepping).toMatchObject({ uploads: 0, buffers: 0, bindGroups: 0, pipelines: 0, readbacks: 0 });
    expect(stepping.submits).toBeLessThanOrEqual(4);
    expect(collecting.readbacks).toBeLessThanOrEqual(0.05);
    expect(collecting.uploads).toBe(0);
    trainer.dispose();
  });

  test("needs less than 0.7 GB at 32 images, and binds no more at once than every device allows", async () => {
    const { device } = opened.backend;
    const bindings: number[] = [];
    const createBindGroup = device.createBindGroup.bind(device);
    device.createBindGroup = (descriptor) => {
      for (const { resource } of descriptor.entries) {
        if ("buffer" in resource) bindings.push(resource.size ?? resource.buffer.size);
      }
      return createBindGroup(descriptor);
    };
    opened.counted.forgetPeak();
    const trainer = new CapturedTrainer(opened.backend, trainerOrder(configOf("reference"), 32));
    await trainer.compile(() => undefined);
    expect(opened.counted.peakBytes).toBeLessThan(0.7e9);
    // The activations that the backward pass needs are there: 32x32 pixels, 32 channels, two blocks up and two down.
    expect(opened.counted.peakBytes).toBeGreaterThan(32 * 32 * 32 * 32 * 4 * 8);
    expect(bindings.length).toBeGreaterThan(400);
    expect(Math.max(...bindings)).toBeLessThanOrEqual(128 * 2 ** 20);
    trainer.dispose();
  });
});

describe("a step of the smallest network in the page", () => {
  const batch = 2;

  async function fastestOf(subject: Subject, steps: number): Promise<number> {
    let fastest = Infinity;
    for (let i = 0; i < steps; i++) {
      const start = performance.now();
      await subject.step();
      await subject.settle();
      fastest = Math.min(fastest, performance.now() - start);
    }
    return fastest;
  }

  test("is at least ten times as fast captured as on tfjs' own kernels", async () => {
    const order = trainerOrder(configOf("XS"), batch);
    const stock = await openDevice("stock");
    const composed = trainingSubject("stock", stock.backend, order);
    // The first of both compiles.
    const slow = await fastestOf(composed, 3);
    composed.dispose();
    stock.check();
    stock.close();

    const own = await openDevice("captured");
    const captured = trainingSubject("captured", own.backend, order);
    const fast = await fastestOf(captured, 10);
    captured.dispose();
    own.check();
    own.close();
    expect(slow / fast).toBeGreaterThanOrEqual(10);
  });
});
