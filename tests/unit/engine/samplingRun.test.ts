import { afterEach, beforeEach, expect, test } from "vitest";
import pixelfaces from "#data/datasets/pixelfaces.ts";
import { at } from "#math/at.ts";
import { EngineHarness } from "../../fixtures/engineHarness.ts";
import { nodeSource } from "../../fixtures/nodeSource.ts";
import { tinyConfig } from "../../fixtures/tinyRun.ts";

let engine: EngineHarness;

beforeEach(() => {
  engine = new EngineHarness();
});
afterEach(() => engine.close());

test("by the exact optimum needs no backend, and ends on training pictures", async () => {
  engine.send({ type: "open", backends: [], dataUrl: "data/" });
  engine.sample();
  const { nearest } = await engine.next("finished");
  expect(nearest.indices).toHaveLength(2);
  for (const distance of nearest.distances) expect(distance).toBeLessThan(0.05);
  const frames = engine.all("denoised");
  expect(frames.map(({ t }) => t)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  expect(engine.all("samplingStarted")[0]?.timesteps).toEqual(frames.map(({ t }) => t));
  for (const { xt, x0Hat, epsHat, z, size, channels } of frames) {
    for (const array of [xt, x0Hat, epsHat, z]) expect(array).toHaveLength(2 * size * size * channels);
  }
  const inPlay = frames.map(({ picturesInPlay }) => picturesInPlay?.[0]);
  expect(inPlay[0]).toBeGreaterThan(25);
  expect(inPlay[9]).toBeCloseTo(1, 2);
  expect(inPlay[10]).toBeUndefined();
  expect(engine.all("failed")).toMatchObject([{ run: null, message: expect.stringContaining("no backend") }]);
});

test("depends on its seed alone", async () => {
  const ends: Float32Array[] = [];
  engine.open();
  for (const [i, seed] of [7, 7, 8].entries()) {
    const from = engine.events.length;
    engine.sample({ seed }, 10 + i);
    await engine.next("finished", from);
    ends.push(engine.all("denoised").findLast(({ t }) => t === 0)?.x0Hat ?? new Float32Array());
  }
  expect(ends[0]).toEqual(ends[1]);
  expect(ends[0]).not.toEqual(ends[2]);
});

test("shows 101 frames at most, the first and the last among them", async () => {
  engine.open();
  engine.sample({ steps: 250, schedule: { id: "linear", T: 1000, params: {} }, count: 1, pictures: 3 });
  await engine.next("finished");
  const shown = engine.all("denoised").map(({ t }) => t);
  expect(shown.length).toBeLessThanOrEqual(101);
  expect(shown.length).toBeGreaterThan(50);
  expect(shown[0]).toBe(1000);
  expect(shown.at(-1)).toBe(0);
  expect(engine.all("samplingStarted")[0]?.timesteps).toEqual(shown);
});

test("waits while three frames are not acknowledged, and can be cancelled then", async () => {
  engine.acknowledges = false;
  engine.open();
  engine.sample();
  await engine.next("samplingStarted");
  await engine.rest();
  expect(engine.all("denoised")).toHaveLength(3);
  engine.send({ type: "acknowledge", run: 2 });
  await engine.rest();
  expect(engine.all("denoised")).toHaveLength(4);
  engine.send({ type: "cancel", run: 2 });
  await engine.next("cancelled");
  await engine.rest();
  expect(engine.all("denoised")).toHaveLength(4);
});

test("that is over needs no cancelling", async () => {
  engine.open();
  engine.sample();
  await engine.next("finished");
  engine.send({ type: "cancel", run: 2 });
  await engine.rest();
  expect(engine.all("cancelled")).toEqual([]);
});

test("a branch goes on from the frozen x_t", async () => {
  engine.open();
  engine.sample();
  await engine.next("finished");
  const frozen = engine.all("denoised").find(({ t }) => t === 4)?.xt ?? new Float32Array();
  const from = engine.events.length;
  engine.sample({ start: { t: 4, xt: frozen.slice() } }, 3);
  await engine.next("finished", from);
  const frames = engine.all("denoised").filter(({ run }) => run === 3);
  expect(frames.map(({ t }) => t)).toEqual([4, 3, 2, 1, 0]);
  expect(frames[0]?.xt).toEqual(frozen);
});

test.each(["network", "ema"] as const)(
  "by the %s uses the run's own data and schedule while training rests",
  async (denoiser) => {
    engine.open();
    engine.train({ steps: 2 });
    await engine.next("paused");
    engine.sample({
      denoiser,
      dataset: "digits",
      imageSize: 28,
      schedule: { id: "cosine", T: 500, params: {} },
      steps: 5,
    });
    expect(await engine.next("samplingStarted")).toMatchObject({
      size: 8,
      channels: 3,
      schedule: tinyConfig.schedule,
    });
    await engine.next("finished");
    expect(engine.all("denoised")).toHaveLength(6);
    expect(engine.all("denoised").every(({ step }) => step === 2)).toBe(true);
    expect(engine.all("denoised")[0]?.picturesInPlay).toBeNull();
  },
);

test("takes its turns before a training run, which then goes on", async () => {
  engine.open();
  engine.train({ steps: 1000 });
  await engine.next("trained");
  engine.sample({ denoiser: "network", steps: 3 });
  await engine.next("finished");
  const from = engine.events.length;
  expect((await engine.next("trained", from)).run).toBe(1);
});

test("of the exact optimum is of the class that is asked for, or of each in turn", async () => {
  engine.open();
  engine.sample({ label: 2, pictures: 200, count: 1 });
  await engine.next("finished");
  const { nearest } = at(engine.all("finished"), 0);
  const { labels, classes } = await pixelfaces.load(nodeSource);
  expect(labels?.[at(nearest.indices, 0)]).toBe(2);
  const from = engine.events.length;
  engine.sample({ label: "each", pictures: 400, count: 5 }, 3);
  await engine.next("finished", from);
  const turns = at(engine.all("finished"), 1).nearest.indices.map((index) => labels?.[index]);
  expect(turns).toEqual(Array.from({ length: 5 }, (_, i) => i % classes.length));
});

test.each([
  [{ label: 4 }, "class 4 is not one of the denoiser's: 0..3 are legal"],
  [{ label: 0, denoiser: "network" }, "class 0 was asked of a denoiser that knows no classes: ask for none"],
] as const)("of %o is refused, with the reason", async (changes, reason) => {
  engine.open();
  engine.train({ steps: 1 });
  await engine.next("paused");
  const from = engine.events.length;
  engine.sample(changes);
  expect(await engine.next("failed", from)).toMatchObject({ run: 2, message: reason, fatal: false });
});

test.each(["euler", "heun", "dpmSolver"])("by %s shows each timestep once", async (id) => {
  engine.open();
  engine.sample({ sampler: { id, params: {} }, steps: 5 });
  await engine.next("finished");
  expect(engine.all("denoised").map(({ t }) => t)).toEqual([10, 8, 6, 4, 2, 0]);
});
