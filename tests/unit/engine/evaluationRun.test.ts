import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gatherImages } from "#data/batch.ts";
import type { Dataset } from "#data/dataset.ts";
import { permutation, splitDataset } from "#data/split.ts";
import type { Bound } from "#diffusion/boundEstimate.ts";
import { BoundEstimate } from "#diffusion/boundEstimate.ts";
import { clipImages } from "#diffusion/clipping.ts";
import { qSample } from "#diffusion/forward.ts";
import type { Parameterisation } from "#diffusion/parameterisation.ts";
import { rateDistortion } from "#diffusion/rateDistortion.ts";
import { timestepIn, timestepStrata } from "#diffusion/strata.ts";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import type { EvaluatedNetwork } from "#engine/evaluationRun.ts";
import { evaluationRun } from "#engine/evaluationRun.ts";
import { at } from "#math/at.ts";
import { normals, streams, uniforms } from "#math/random.ts";
import type { EvaluationRequest } from "#protocol/config.ts";
import type { EngineEvent } from "#protocol/event.ts";
import { EngineHarness } from "../../fixtures/engineHarness.ts";
import { gaussianDenoiser } from "../../fixtures/gaussianBound.ts";
import { idealNetwork } from "../../fixtures/idealNetwork.ts";
import { stripes } from "../../fixtures/stripes.ts";

type EventOf<K extends EngineEvent["type"]> = Extract<EngineEvent, { type: K }>;

const request: EvaluationRequest = { weights: "ema", images: 3, strata: 6, variance: 2, seed: 11 };

describe("with a denoiser whose answer is known", () => {
  const schedule = chosenSchedule({ id: "linear", T: 100, params: {} });
  const dataset = stripes(50);
  const split = splitDataset(dataset.count);
  const gaussian = { mean: 0.1, std: 0.4 };
  const IMAGE = 64;

  const idealOf = (said: Parameterisation, batch: number, of: Dataset = dataset) =>
    idealNetwork(gaussian, schedule, { dataset: of, split }, said, batch);

  function begin(network: EvaluatedNetwork | null, changes: Partial<EvaluationRequest> = {}) {
    const events: EngineEvent[] = [];
    const refuse = () => Promise.reject(new Error("everything is there already"));
    const context = { emit: (event: EngineEvent) => events.push(event), deviceReady: refuse, load: refuse };
    const { work } = evaluationRun(4, { ...request, ...changes }, context, () => network);
    return { events, work };
  }

  async function evaluated(network: EvaluatedNetwork, changes: Partial<EvaluationRequest> = {}) {
    const { events, work } = begin(network, changes);
    while (!(await work.next()).done);
    const last = events.at(-1);
    if (last?.type !== "evaluated" || !last.bound) throw new Error(`it ended with ${last?.type}`);
    return { events, last, bound: last.bound };
  }

  /** The same visits, fed to a `BoundEstimate` by hand. */
  function byHand({ images, strata: count, variance, seed }: EvaluationRequest): Bound {
    const strata = timestepStrata(schedule.T, count);
    const estimate = new BoundEstimate(schedule, variance, strata);
    const chosen = permutation(seed, split.validation.length).subarray(0, images);
    for (const [image, place] of chosen.entries()) {
      const x0 = gatherImages(dataset, [at(split.validation, place)]);
      for (const [k, stratum] of strata.entries()) {
        const number = image * count + k;
        const [uniform = 0] = uniforms(seed, streams.evaluation, 2 * number, 1);
        const t = timestepIn(stratum, uniform);
        const xt = qSample(schedule, t, x0, normals(seed, streams.evaluation, 2 * number + 1, IMAGE));
        const x0Hat = xt.map(gaussianDenoiser(gaussian, schedule, t).x0Hat);
        clipImages(x0Hat, "range", IMAGE);
        estimate.add(image, t, x0, x0Hat);
      }
    }
    return estimate.bound();
  }

  test.each([
    ["eps", 4, {}],
    ["x0", 7, { strata: 100, images: 2 }],
    ["v", 1, { variance: 1, seed: 5 }],
    ["v", 64, { variance: 1.5, images: 5 }],
  ] as const)(
    "that says %s, in batches of %i, it is the bound fed by hand: %o",
    async (said, batch, changes) => {
      const { last, bound } = await evaluated(idealOf(said, batch).network, changes);
      const expected = byHand({ ...request, ...changes });
      expect(last.done).toBe(last.all);
      expect(bound.images).toBe(expected.images);
      for (const key of ["total", "standardError", "prior"] as const) {
        expect(bound[key] / expected[key]).toBeCloseTo(1, 4);
      }
      expect(bound.decoder / at(expected.strata, 0).term).toBeCloseTo(1, 4);
      expect(bound.prior + bound.steps + bound.decoder).toBeCloseTo(bound.total, 10);
      const curve = rateDistortion(expected);
      expect([...bound.curve.t]).toEqual([...curve.t]);
      for (const key of ["rate", "distortion"] as const) {
        for (const [k, value] of bound.curve[key].entries()) expect(value).toBeCloseTo(at(curve[key], k), 2);
      }
    },
  );

  test("where there are as many stretches as timesteps, or more are asked for, every timestep is visited", async () => {
    const { network, asked } = idealOf("eps", 10);
    const { last } = await evaluated(network, { images: 2, strata: 1000 });
    expect(last.all).toBe(200);
    const visited = asked.flatMap(({ timesteps }) => timesteps);
    const each = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(visited).toEqual([...each, ...each]);
  });

  test("no more images are asked for than are held out, and none of those that train", async () => {
    const { network } = idealOf("eps", 4);
    const { events, bound } = await evaluated(network, { images: 512 });
    expect(events[0]).toEqual({
      type: "evaluationStarted",
      run: 4,
      request: { ...request, images: 512 },
      step: 40,
      images: 5,
      timesteps: 6,
    });
    expect(bound.images).toBe(5);
  });

  test("every batch has the same number of images, and what fills up the last is not counted", async () => {
    const { network, asked } = idealOf("eps", 5);
    const { last } = await evaluated(network);
    expect(asked.map(({ timesteps }) => timesteps.length)).toEqual([5, 5, 5, 5]);
    expect(last).toMatchObject({ done: 18, all: 18, bound: { images: 3 } });
  });

  test("each image is told its own class", async () => {
    const labels = Uint8Array.from({ length: 50 }, (_, i) => i % 7);
    const { network, asked } = idealOf("eps", 6, {
      ...dataset,
      labels,
      classes: ["a", "b", "c", "d", "e", "f", "g"],
    });
    await evaluated(network);
    const chosen = permutation(request.seed, 5).subarray(0, 3);
    const own = Array.from(chosen, (place) => at(split.validation, place) % 7);
    expect(asked.map((batch) => batch.labels)).toEqual(own.map((label) => Array(6).fill(label)));
  });

  test("progress grows, from no bound to all of it", async () => {
    const { network } = idealOf("eps", 1);
    const { events, work } = begin(network);
    for (let pieces = 1; pieces < 18; pieces++) expect((await work.next()).value).toBe("sharing");
    expect((await work.next()).done).toBe(true);
    const told = events.filter((event): event is EventOf<"evaluated"> => event.type === "evaluated");
    const progress = told.map(({ done }) => done);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(18);
    expect(events[1]).toEqual({ type: "evaluated", run: 4, done: 1, all: 18, bound: null });
  });

  test("the weights are copied once, and let go of, whether it ends or is ended", async () => {
    const { network, copies } = idealOf("eps", 4);
    await evaluated(network);
    const { work } = begin(network, { weights: "network" });
    await work.next();
    expect(copies.map(({ isDisposed }) => isDisposed)).toEqual([true, false]);
    await work.return();
    expect(copies).toEqual([
      { kind: "ema", isDisposed: true },
      { kind: "network", isDisposed: true },
    ]);
  });

  test("without held-out pictures, as a model from a file may come, it fails and copies nothing", async () => {
    const { network, copies } = idealOf("eps", 4);
    const none = { ...split, validation: new Int32Array(0) };
    const { events, work } = begin({ ...network, data: { dataset, split: none } });
    expect((await work.next()).done).toBe(true);
    expect(events).toMatchObject([
      {
        type: "failed",
        run: 4,
        message: 'no pictures of "stripes" are held out here to evaluate the network on',
      },
    ]);
    expect(copies).toEqual([]);
  });

  test("without a network it fails, and says what to do", async () => {
    const { events, work } = begin(null);
    expect((await work.next()).done).toBe(true);
    expect(events).toMatchObject([
      { type: "failed", run: 4, message: "there is no network to evaluate: start a training run first" },
    ]);
  });
});

describe("in the engine", () => {
  let engine: EngineHarness;

  beforeEach(() => {
    engine = new EngineHarness();
    engine.open();
  });
  afterEach(() => engine.close());

  const evaluate = (run: number, changes: Partial<EvaluationRequest> = {}) =>
    engine.send({ type: "evaluate", run, request: { ...request, images: 2, strata: 5, ...changes } });
  const boundsOf = (run: number) => engine.all("evaluated").filter((event) => event.run === run);
  /** The last word of an evaluation. */
  async function end(run: number): Promise<EventOf<"evaluated">> {
    for (let from = 0; ; from = engine.events.length) {
      const event = await engine.next("evaluated", from);
      const last = [event, ...boundsOf(run)].find(({ run: own, done, all }) => own === run && done === all);
      if (last) return last;
    }
  }

  test("a network that has learnt something is told in fewer bits, the same for the same seed", async () => {
    engine.train({ steps: 1, learningRate: 1e-9 });
    await engine.next("paused");
    evaluate(2, { weights: "network" });
    evaluate(3, { weights: "network" });
    // The first was still going: it makes room.
    const untrained = await end(3);
    evaluate(4, { weights: "network" });
    expect((await end(4)).bound).toEqual(untrained.bound);
    // What is over is not cancelled by the next one.
    expect(engine.all("cancelled").map(({ run }) => run)).toEqual([2]);
    evaluate(5, { weights: "network", seed: 12 });
    expect((await end(5)).bound?.total).not.toBe(untrained.bound?.total);
    const from = engine.events.length;
    engine.train({ steps: 15, learningRate: 3e-3 }, { run: 6 });
    await engine.next("paused", from);
    evaluate(7, { weights: "network" });
    const trained = await end(7);
    // The same images, timesteps and noise: what differs is what the network has learnt.
    expect(trained.bound?.total).toBeLessThan(untrained.bound?.total ?? 0);
  });

  test("training beside it takes the very same steps", async () => {
    engine.train({ steps: 12 });
    await engine.next("paused");
    const alone = engine.losses();
    const from = engine.events.length;
    engine.train({ steps: 12 }, { run: 2 });
    await engine.next("trained", from);
    evaluate(3, { images: 10, strata: 10 });
    await engine.next("evaluationStarted", from);
    await engine.next("paused", from);
    const beside = engine.all("trained").filter(({ run }) => run === 2);
    expect(beside.flatMap(({ losses }) => [...losses])).toEqual(alone);
    const lastOf = (type: EngineEvent["type"]) => engine.events.findLastIndex((event) => event.type === type);
    await end(3);
    // They took turns: training went on after the evaluation had begun, and the evaluation after training had ended.
    expect(engine.events.findIndex(({ type }) => type === "evaluationStarted")).toBeLessThan(
      lastOf("trained"),
    );
    expect(lastOf("evaluated")).toBeGreaterThan(lastOf("paused"));
  });

  test("that is cancelled leaves what it has told", async () => {
    engine.train({ steps: 1 });
    await engine.next("paused");
    evaluate(2, { images: 409, strata: 10 });
    await engine.next("evaluated");
    engine.send({ type: "cancel", run: 2 });
    expect((await engine.next("cancelled")).run).toBe(2);
    const told = boundsOf(2).length;
    await engine.rest();
    expect(boundsOf(2)).toHaveLength(told);
    expect(boundsOf(2).every(({ done, all }) => done < all)).toBe(true);
  });

  test("ends with the run whose network it looks at", async () => {
    engine.train({ steps: 1 });
    await engine.next("paused");
    evaluate(2, { images: 409, strata: 10 });
    await engine.next("evaluated");
    engine.send({ type: "discard", run: 1 });
    expect((await engine.next("cancelled")).run).toBe(2);
    await engine.next("discarded");
  });

  test("without a training run it fails, and nothing else does", async () => {
    evaluate(2);
    expect(await engine.next("failed")).toMatchObject({ run: 2, fatal: false });
    engine.train({ steps: 1 });
    await engine.next("paused");
    expect(engine.all("failed")).toHaveLength(1);
  });
});
