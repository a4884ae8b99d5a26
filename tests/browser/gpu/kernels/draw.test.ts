import { beforeAll, describe, expect, test } from "vitest";
import type { Dataset } from "#data/dataset.ts";
import { createSchedule } from "#diffusion/schedule.ts";
import cosine from "#diffusion/schedules/cosine.ts";
import { lossShares, mixTable } from "#engine/objective.ts";
import { trainingBatch } from "#engine/trainingBatch.ts";
import { drawBatch } from "#gpu/kernels/drawBatch.ts";
import { gatherRows } from "#gpu/kernels/gatherRows.ts";
import { noisedImages } from "#gpu/kernels/noisedImages.ts";
import { normals } from "#gpu/kernels/normals.ts";
import { counter, COUNTERS } from "#gpu/kernels/trainingRecord.ts";
import { gpuTiles, softwareTiles } from "#gpu/tiles.ts";
import { at } from "#math/at.ts";
import * as random from "#math/random.ts";
import { timestepRows } from "#nn/timestepEmbedding.ts";
import { Buffers } from "../../../fixtures/buffers.ts";
import { tinyConfig } from "../../../fixtures/tinyRun.ts";
import { useWebgpu } from "../../../fixtures/webgpu.ts";

let gpu: Awaited<ReturnType<typeof useWebgpu>>;

beforeAll(async () => {
  gpu = await useWebgpu();
});

const threadCounts = [{ threads: softwareTiles.threads }, { threads: gpuTiles.threads }];
const SEED = 0xfedc_ba98;

/** Images of random bytes. */
function speckles(count: number, size: number, channels: 1 | 3): Dataset {
  const words = random.words(1, random.streams.data, 0, Math.ceil((count * size * size * channels) / 4));
  const images = new Uint8Array(words.slice().buffer).subarray(0, count * size * size * channels);
  return {
    id: "speckles",
    count,
    size,
    channels,
    images,
    labels: images.slice(0, count).map((byte) => byte % 5),
    classes: ["a", "b", "c", "d", "e"],
  };
}

describe.each(threadCounts)("with at most $threads threads", ({ threads }) => {
  test.each([1, 7, 1024, 50_001])(
    "the first %i normal numbers of a stream are the processor's",
    async (count) => {
      const buffers = new Buffers(gpu.backend, { z: count });
      buffers.run(normals(SEED, random.streams.sample, 999, count, threads));
      expect(await buffers.error("z", random.normals(SEED, random.streams.sample, 999, count))).toBeLessThan(
        1e-6,
      );
      buffers.dispose();
    },
  );

  test.each([
    { batch: 8, size: 8, channels: 1, step: 0 },
    { batch: 5, size: 5, channels: 3, step: 1234 },
    { batch: 3, size: 7, channels: 1, step: 70_000 },
  ] as const)(
    "$batch images of $size x $size x $channels are drawn and noised as on the processor",
    async ({ batch, size, channels, step }) => {
      const [images, schedule] = [speckles(50, size, channels), createSchedule(cosine, 1000)];
      const train = Int32Array.from({ length: images.count }, (_, i) => i);
      const config = {
        ...tinyConfig,
        batch,
        seed: SEED,
        parameterisation: "v",
        conditional: true,
        labelDropout: 0.4,
        lossWeighting: "minSnr",
      } as const;
      const wanted = trainingBatch(config, schedule, images, train, step);
      const shares = Float32Array.from(lossShares({ schedule, config }));

      const counters = new Uint32Array(COUNTERS);
      counters[counter.step] = step;
      counters[counter.seed] = SEED;
      const bytes = new Uint8Array(4 * Math.ceil(images.images.length / 4));
      bytes.set(images.images);
      const length = wanted.x0.length;
      const buffers = new Buffers(gpu.backend, {
        counters,
        images: new Uint32Array(bytes.buffer),
        timesteps: new Uint32Array(batch),
        indices: new Uint32Array(batch),
        shares: batch,
        lossShares: shares,
        labels: new Uint32Array(batch),
        imageLabels: Uint32Array.from(images.labels ?? []),
        table: mixTable(schedule, "v"),
        x0: length,
        wanted: length,
        xt: length,
      });
      buffers.run(drawBatch(batch, schedule.T, images.count, { share: 0.4, none: 5 }));
      buffers.run(noisedImages(batch, length / batch, threads));

      expect(await buffers.words("timesteps")).toEqual(Uint32Array.from(wanted.timesteps));
      expect(await buffers.error("x0", wanted.x0)).toBeLessThan(1e-6);
      expect(await buffers.error("wanted", wanted.wanted)).toBeLessThan(1e-6);
      expect(await buffers.words("labels")).toEqual(Uint32Array.from(wanted.labels ?? []));
      expect(await buffers.floats("shares")).toEqual(
        Float32Array.from(wanted.timesteps, (t) => at(shares, t)),
      );
      expect(await buffers.error("xt", wanted.xt)).toBeLessThan(1e-6);
      buffers.dispose();
    },
  );

  test.each([6, 64])("a table's rows of %i numbers go to those who ask for them", async (size) => {
    const timesteps = Uint32Array.of(3, 1, 999, 3, 500);
    const all = timestepRows(
      Float32Array.from({ length: 1000 }, (_, t) => t),
      size,
    );
    const buffers = new Buffers(gpu.backend, { rows: 5 * size, table: all, indices: timesteps });
    buffers.run(gatherRows(5, size, threads));
    expect(await buffers.floats("rows")).toEqual(timestepRows(timesteps, size));
    buffers.dispose();
  });
});

test("integers are the processor's to the last one, where half a unit carries too", async () => {
  const [batch, T, images] = [40_001, 997, 2 ** 20];
  const counters = new Uint32Array(COUNTERS);
  counters[counter.seed] = SEED;
  const buffers = new Buffers(gpu.backend, {
    counters,
    timesteps: new Uint32Array(batch),
    indices: new Uint32Array(batch),
    shares: batch,
    lossShares: new Float32Array(T + 1),
  });
  buffers.run(drawBatch(batch, T, images));
  const drawn = (stream: random.Stream, n: number) =>
    Uint32Array.from(random.integers(SEED, stream, 0, batch, n));
  expect(await buffers.words("timesteps")).toEqual(drawn(random.streams.timestep, T).map((i) => i + 1));
  expect(await buffers.words("indices")).toEqual(drawn(random.streams.batch, images));
  buffers.dispose();
});
