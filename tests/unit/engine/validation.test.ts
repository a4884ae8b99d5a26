import { expect, test } from "vitest";
import { gatherImages } from "#data/batch.ts";
import { splitDataset } from "#data/split.ts";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import { validate, validationSet } from "#engine/validation.ts";
import { at } from "#math/at.ts";
import { stripes } from "../../fixtures/stripes.ts";

const schedule = chosenSchedule({ id: "linear", T: 1000, params: {} });
const dataset = stripes(50);
const split = splitDataset(dataset.count);

test("the set is held-out images, each noised to the middle of its own stretch of 1..T", () => {
  const { timesteps, wanted, xt, labels } = validationSet(dataset, split, schedule, "eps");
  expect([...timesteps]).toEqual([100, 300, 500, 700, 900]);
  const x0 = gatherImages(dataset, split.validation);
  const alphaCumprod = at(schedule.alphasCumprod, 300);
  for (let i = 64; i < 128; i++) {
    const expected = Math.sqrt(alphaCumprod) * at(x0, i) + Math.sqrt(1 - alphaCumprod) * at(wanted, i);
    expect(xt[i]).toBeCloseTo(expected, 5);
  }
  expect(validationSet(dataset, split, schedule, "eps")).toEqual({ timesteps, wanted, xt, labels });
});

test("the loss of each image is its mean squared error, whatever the batches", async () => {
  const set = validationSet(dataset, split, schedule, "eps");
  // Off by t / 1000 everywhere: the loss is the square of that.
  const predictEach = (xt: Float32Array, timesteps: ArrayLike<number>) => {
    const from = set.xt.indexOf(at(xt, 0));
    return Promise.resolve(
      xt.map((_, i) => at(set.wanted, from + i) + at(timesteps, Math.floor(i / 64)) / 1000),
    );
  };
  for (const batch of [1, 2, 5, 100]) {
    const work = validate({ predictEach }, set, batch);
    let pieces = 0;
    let result = await work.next();
    for (; !result.done; result = await work.next()) pieces++;
    expect(pieces).toBe(Math.ceil(5 / batch));
    for (const [i, loss] of [0.01, 0.09, 0.25, 0.49, 0.81].entries()) {
      expect(result.value[i]).toBeCloseTo(loss, 5);
    }
  }
});

test("the network is told the class of each held-out image, in every batch", async () => {
  const labels = Uint8Array.from({ length: 50 }, (_, i) => i % 7);
  const set = validationSet({ ...dataset, labels, classes: "abcdefg".split("") }, split, schedule, "v");
  expect([...(set.labels ?? [])]).toEqual([...split.validation].map((index) => index % 7));
  const told: number[] = [];
  const predictEach = (xt: Float32Array<ArrayBuffer>, _: ArrayLike<number>, batch?: Int32Array | null) => {
    told.push(...(batch ?? []));
    return Promise.resolve(xt);
  };
  const work = validate({ predictEach }, set, 2);
  while (!(await work.next()).done);
  expect(told).toEqual([...(set.labels ?? [])]);
});
