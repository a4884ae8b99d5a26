import { expect, test } from "vitest";
import { gatherImages } from "#data/batch.ts";
import { splitDataset } from "#data/split.ts";
import { qSample } from "#diffusion/forward.ts";
import { chosenSchedule } from "#engine/chosenSchedule.ts";
import { trainingBatch } from "#engine/trainingBatch.ts";
import { at } from "#math/at.ts";
import { mean, standardDeviation } from "#math/statistics.ts";
import { stripes } from "../../fixtures/stripes.ts";
import { tinyConfig } from "../../fixtures/tinyRun.ts";

const dataset = stripes();
const { train } = splitDataset(dataset.count);
const schedule = chosenSchedule(tinyConfig.schedule);
const config = { ...tinyConfig, batch: 18 };

const batches = Array.from({ length: 200 }, (_, step) =>
  trainingBatch(config, schedule, dataset, train, step),
);

test("t is as often each of 1..T, both ends among them", () => {
  const counts = new Map<number, number>();
  for (const t of batches.flatMap(({ timesteps }) => [...timesteps])) counts.set(t, (counts.get(t) ?? 0) + 1);
  expect(new Set(counts.keys())).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
  // 3600 draws: 360 each, with a standard deviation of 18.
  for (const count of counts.values()) expect(Math.abs(count - 360)).toBeLessThan(5 * 18);
});

test("eps is standard normal, and new at each step", () => {
  const values = Float32Array.from(batches.slice(0, 20).flatMap(({ eps }) => [...eps]));
  // 23,040 draws: the mean's standard error is 0.0066, that of the deviation 0.0047.
  expect(Math.abs(mean(values))).toBeLessThan(5 * 0.0066);
  expect(Math.abs(standardDeviation(values) - 1)).toBeLessThan(5 * 0.0047);
  expect(batches[1]?.eps).not.toEqual(batches[0]?.eps);
});

test("x_0 are training images, and each of them is drawn", () => {
  const images = gatherImages(dataset, train);
  const known = new Map(Array.from(train, (index, n) => [images.slice(n * 64, (n + 1) * 64).join(), index]));
  const drawn = new Set<number | undefined>();
  for (const { x0 } of batches) {
    for (let b = 0; b < 18; b++) drawn.add(known.get(x0.slice(b * 64, (b + 1) * 64).join()));
  }
  expect(drawn).toEqual(new Set(train));
});

test("x_t is each image noised to its own t", () => {
  const { timesteps, x0, eps, xt } = at(batches, 0);
  for (const [b, t] of timesteps.entries()) {
    const of = (values: Float32Array) => values.slice(b * 64, (b + 1) * 64);
    expect(of(xt)).toEqual(qSample(schedule, t, of(x0), of(eps)));
  }
});

test("a step draws the same whenever it is taken, another seed something else", () => {
  expect(trainingBatch(config, schedule, dataset, train, 7)).toEqual(batches[7]);
  const other = trainingBatch({ ...config, seed: 2 }, schedule, dataset, train, 7);
  expect(other.timesteps).not.toEqual(batches[7]?.timesteps);
});

test.each(["x0", "v"] as const)("the network is to say %s of x_t", (parameterisation) => {
  const batch = trainingBatch({ ...config, parameterisation }, schedule, dataset, train, 3);
  for (const [b, t] of batch.timesteps.entries()) {
    const alphaCumprod = at(schedule.alphasCumprod, t);
    const i = 64 * b + 5;
    const v = Math.sqrt(alphaCumprod) * at(batch.eps, i) - Math.sqrt(1 - alphaCumprod) * at(batch.x0, i);
    expect(batch.wanted[i]).toBeCloseTo(parameterisation === "v" ? v : at(batch.x0, i), 6);
  }
});

test("labels are the images' own, but for a share that is dropped, and none where the network is told none", () => {
  const labels = Uint8Array.from({ length: dataset.count }, (_, i) => i);
  const labelled = { ...dataset, labels, classes: labels.toString().split(",") };
  const told = (labelDropout: number) =>
    Array.from({ length: 100 }, (_, step) => {
      const batch = trainingBatch(
        { ...config, conditional: true, labelDropout },
        schedule,
        labelled,
        train,
        step,
      );
      const images = gatherImages(labelled, batch.labels?.filter((label) => label < 20) ?? []);
      return { ...batch, images };
    });
  for (const { labels: kept, x0, images } of told(0)) {
    expect(images).toEqual(x0);
    expect(kept).toHaveLength(18);
  }
  expect(told(1).every(({ labels: kept }) => kept?.every((label) => label === 20))).toBe(true);
  // 1800 draws: 540 dropped, with a standard deviation of 19.
  const dropped = told(0.3)
    .flatMap(({ labels: kept }) => [...(kept ?? [])])
    .filter((label) => label === 20).length;
  expect(Math.abs(dropped - 540)).toBeLessThan(5 * 19);
  expect(trainingBatch(config, schedule, labelled, train, 0).labels).toBeNull();
});
